/** Comes before Zapier's core: as it loads, it decides whether it is tested, and prints its memory before each run if not. */
process.env.NODE_ENV = 'test';
