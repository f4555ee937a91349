package main

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

type versionInfo struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersion(p *program) *cobra.Command {
	output := outputText
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return runVersion(p, output) },
	}
	outputFlag(cmd, &output, outputText, outputJSON)
	return cmd
}

func runVersion(p *program, output string) error {
	info := thisVersion()
	if output == outputJSON {
		return json.NewEncoder(p.out).Encode(info)
	}
	_, err := fmt.Fprintf(p.out, "kaaslab %s (%s, %s)\n", info.Version, info.Go, info.Platform)
	return err
}

func thisVersion() versionInfo {
	return versionInfo{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
}
