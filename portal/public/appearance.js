// Runs before the first paint, so that a chosen appearance does not flash.
document.documentElement.dataset.appearance = localStorage.getItem('appearance') || 'system';
document.documentElement.lang = localStorage.getItem('language') || 'en';
