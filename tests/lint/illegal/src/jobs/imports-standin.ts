import '../../standins/discord/start.ts';
