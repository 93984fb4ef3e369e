import 'discord.js';
