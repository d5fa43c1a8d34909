/**
 * To be imported before Zapier's core: it prints its memory use before each run unless it believes to be tested, which it
 * decides as it loads.
 */
process.env.NODE_ENV = 'test';
