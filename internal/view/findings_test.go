package view_test

import (
	"bytes"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/golden"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/view"
)

func TestFindings(t *testing.T) {
	docker := executor.Finding{Check: "docker", Verdict: executor.Fine, Found: "Docker engine 28.1.1 at unix:///var/run/docker.sock, on Debian GNU/Linux 13"}
	memory := executor.Finding{Check: "memory", Verdict: executor.Warning, Found: "15GiB of memory, 1GiB available, the lab takes 2.4GiB at least",
		Remedy: "end something else, or make the lab smaller"}
	port := executor.Finding{Check: "port 6443", Verdict: executor.Failure, Found: `port 6443 is in use by process "nginx" (pid 12)`,
		Remedy: "stop that, or change managementCluster.apiPort", Code: fault.PortTaken}
	text := func(lab string, style view.Style, findings ...executor.Finding) func(w *bytes.Buffer) error {
		return func(w *bytes.Buffer) error { return view.FindingsText(w, view.NewFindings(lab, findings), style) }
	}
	golden.Compare(t, "findings", []txtar.File{
		section(t, "well", text("", view.Style{}, docker)),
		section(t, "warning", text("demo", view.Style{}, docker, memory)),
		section(t, "failure", text("demo", view.Style{}, docker, memory, port)),
		section(t, "colour", text("demo", view.Style{Colour: true}, docker, memory, port)),
		section(t, "json", func(w *bytes.Buffer) error {
			return view.FindingsJSON(w, view.NewFindings("demo", []executor.Finding{docker, memory, port}))
		}),
		section(t, "nothing.json", func(w *bytes.Buffer) error { return view.FindingsJSON(w, view.NewFindings("", nil)) }),
	})
}
