/** The element id of an action's title in the grid. */
export const titleId = (actionId: string) => `action-${actionId}`;
