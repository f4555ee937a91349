package main

import "strings"

// modFile is given to the go command with -modfile. It is go.mod with the
// copies of modules in the place of the modules.
const modFile = "generated/embedded.mod"

func writeModFile() error {
	if err := copyFile("go.mod", modFile); err != nil {
		return err
	}
	if err := replaceByCopies(modFile); err != nil {
		return err
	}
	return copyFile("go.sum", sumBeside(modFile))
}

// replaceByCopies also takes the place of a replacement that holds a version.
func replaceByCopies(mod string) error {
	args := []string{"mod", "edit", "-replace=" + providerModule + "=./" + providerCopy}
	for _, c := range copies {
		args = append(args, "-replace="+c.module+"=./"+c.to)
	}
	_, err := goCommand(append(args, mod)...)
	return err
}

// sumBeside is where the go command looks for the sums of the mod file that it
// is given.
func sumBeside(mod string) string { return strings.TrimSuffix(mod, ".mod") + ".sum" }
