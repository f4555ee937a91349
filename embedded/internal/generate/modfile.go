package main

import (
	"fmt"
	"os"
	"strings"
)

// modFile is given to the go command with -modfile. It is go.mod with the
// copies of modules in the place of what it replaces them by.
const modFile = "generated/embedded.mod"

func writeModFile() error {
	data, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	mod, err := withCopies(string(data))
	if err != nil {
		return err
	}
	if err := os.WriteFile(modFile, []byte(mod), 0o644); err != nil {
		return err
	}
	return copyFile("go.sum", sumBeside(modFile))
}

// sumBeside is where the go command looks for the sums of the mod file that it
// is given.
func sumBeside(mod string) string { return strings.TrimSuffix(mod, ".mod") + ".sum" }

// withCopies replaces Cluster API, which go.mod replaces to hold its version,
// and the provider, which it does not.
func withCopies(mod string) (string, error) {
	core := "\t" + coreModule + " => " + coreModule + " "
	before, rest, isHeld := strings.Cut(mod, core)
	version, after, isLine := strings.Cut(rest, "\n")
	switch {
	case !isHeld || !isLine || strings.ContainsAny(version, " \t"):
		return "", fmt.Errorf("go.mod does not hold the version of %s: adapt the generator", coreModule)
	case strings.Contains(mod, "\t"+providerModule+" =>"):
		return "", fmt.Errorf("go.mod replaces %s already: adapt the generator", providerModule)
	}
	return before + "\t" + coreModule + " => ./" + coreCopy + "\n\t" + providerModule + " => ./" + providerCopy + "\n" + after, nil
}
