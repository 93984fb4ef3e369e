import '../../kit/kit.ts';
