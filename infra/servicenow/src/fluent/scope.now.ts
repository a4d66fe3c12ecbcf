import config from '../../now.config.json'

/** The application's scope, as now.config.json has it. */
export const SCOPE = config.scope
