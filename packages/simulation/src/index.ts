export { type SimulationOptions, type SimulationResult, simulateSurvey } from './survey.ts';
