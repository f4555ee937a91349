// Command oci-runtime is runc for machines that do not have every Linux
// capability themselves: it removes from a container's description what this
// process could not grant, then becomes runc.
//
// An engine asks for all capabilities when a container is privileged, and runc
// refuses the container when one of them is outside of its bounding set.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "oci-runtime:", err)
		os.Exit(1)
	}
}

// run only returns when it failed: otherwise this process is runc.
func run(args []string) error {
	runc, err := exec.LookPath("runc")
	if err != nil {
		return fmt.Errorf("%w: install runc", err)
	}
	missing, err := missingCapabilities("/proc/self/status")
	if err != nil {
		return err
	}
	for _, file := range descriptions(args) {
		if err := removeCapabilities(file, missing); err != nil {
			return fmt.Errorf("limit %s: %w", file, err)
		}
	}
	return syscall.Exec(runc, append([]string{runc}, args...), os.Environ())
}

// descriptions lists the files of the command line that say which capabilities
// a process gets: a bundle's config.json, or the process of an exec.
func descriptions(args []string) []string {
	var files []string
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		switch name {
		case "--bundle", "-b":
			files = append(files, filepath.Join(value, "config.json"))
		case "--process", "-p":
			files = append(files, value)
		}
	}
	return files
}
