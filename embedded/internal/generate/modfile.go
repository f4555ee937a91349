package main

import (
	"fmt"
	"os"
	"strings"
)

// modFile is given to the go command with -modfile. It is go.mod with the
// provider replaced by its loopback copy.
const modFile = "generated/embedded.mod"

const providerReplace = "\t" + providerModule + " => ./" + providerCopy + "\n"

func writeModFile() error {
	data, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	mod, err := withProviderCopy(string(data))
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

func withProviderCopy(mod string) (string, error) {
	const block = "\nreplace (\n"
	if strings.Count(mod, block) != 1 {
		return "", fmt.Errorf("go.mod has not exactly one replace block: adapt the generator")
	}
	if strings.Contains(mod, "\t"+providerModule+" =>") {
		return "", fmt.Errorf("go.mod replaces %s already: adapt the generator", providerModule)
	}
	return strings.Replace(mod, block, block+providerReplace, 1), nil
}
