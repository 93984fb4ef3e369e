import '../../guards/gate.ts';
