package embedded

import (
	"path/filepath"
	"testing"
)

func TestFindTakesTheFirst(t *testing.T) {
	h := newHandler(t)
	option, variable_, path := h.options.Binary, fakeProgram(t), fakeProgram(t)
	t.Setenv("PATH", filepath.Dir(path))
	t.Setenv(Variable, variable_)
	check := func(want string) {
		t.Helper()
		if got, err := h.find(); err != nil || got != want {
			t.Errorf("found %q (%v), want %q", got, err, want)
		}
	}
	check(option)
	h.options.Binary = ""
	check(variable_)
	t.Setenv(Variable, "")
	check(path)
	t.Setenv("PATH", t.TempDir())
	_, err := h.find()
	wantError(t, err, "kaaslab-embedded was not found", "make build", "$KAASLAB_EMBEDDED")
}

func TestFindTakesNoOtherThanWasNamed(t *testing.T) {
	h := newHandler(t)
	t.Setenv("PATH", filepath.Dir(h.options.Binary))
	h.options.Binary = ""
	t.Setenv(Variable, "/nowhere/kaaslab-embedded")
	_, err := h.find()
	wantError(t, err, "/nowhere/kaaslab-embedded cannot be run", "make build")
}

func TestProgramHasToInstallAddonsWhereThereAreSome(t *testing.T) {
	h := newHandler(t)
	if _, _, err := h.usable(t.Context(), ""); err != nil {
		t.Errorf("a lab without add-ons: %v", err)
	}
	h.options.Addons = true
	_, _, err := h.usable(t.Context(), "")
	wantError(t, err, "finds no kaaslab-sveltos", "make build")
	behave(t, "sveltosProblem", "it has Sveltos v1.13.0 built in, not v1.14.0")
	_, _, err = h.usable(t.Context(), "")
	wantError(t, err, "cannot install add-ons", "v1.13.0", "v1.14.0")
	behave(t, "sveltosProblem", "")
	behave(t, "sveltos", "v1.14.0")
	if _, _, err := h.usable(t.Context(), ""); err != nil {
		t.Errorf("a program that installs add-ons: %v", err)
	}
}
