package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

const stampFile = "generated/stamp"

// stampInputs are the files whose change makes the output stale: versions and
// sums of the modules, and this program.
var stampInputs = []string{"go.mod", "go.sum", sveltosModule + "/go.mod", sveltosModule + "/go.sum", "internal/generate/*.go"}

func currentStamp() (string, error) {
	sum := sha256.New()
	for _, pattern := range stampInputs {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		if len(files) == 0 {
			return "", fmt.Errorf("no file matches %s: run this in the root of the embedded module", pattern)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(sum, "%s %d\n", file, len(data))
			sum.Write(data)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// stampMatches also looks for the outputs, because people delete directories.
func stampMatches(stamp string) bool {
	for _, file := range outputs() {
		if _, err := os.Stat(file); err != nil {
			return false
		}
	}
	found, err := os.ReadFile(stampFile)
	return err == nil && string(found) == stamp
}
