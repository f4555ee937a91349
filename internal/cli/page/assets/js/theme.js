// Light or dark: as the system has it, unless the person at the page wants another.

const key = 'kaaslab-theme';

function stored() {
  try {
    return localStorage.getItem(key) ?? 'auto';
  } catch {
    return 'auto'; // storage may be off
  }
}

function show(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function startTheme() {
  const now = stored();
  show(now);
  for (const input of document.querySelectorAll('input[name=theme]')) {
    input.checked = input.value === now;
    input.addEventListener('change', () => {
      show(input.value);
      try {
        localStorage.setItem(key, input.value);
      } catch { /* it then holds for this visit */ }
    });
  }
}
