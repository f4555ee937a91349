// Package editor proves the schema of the lab file in the language server that editors run, yaml-language-server. Its
// tests need Node and what npm ci installs here, and are skipped without; make editor runs them.
package editor
