import 'execa';
