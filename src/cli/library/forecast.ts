export { forecastOf, forecastText, writeForecast } from '../../node.ts';
