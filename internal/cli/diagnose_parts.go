package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/cli/bundle"
	"github.com/kaaslab/kaaslab/internal/cli/view"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/version"
)

// mostLog is how much of a log file is taken, from its end.
const mostLog = 4 << 20

// parts are what kaaslab itself knows of the lab.
func (s *session) parts() []bundle.Part {
	return []bundle.Part{
		{Name: "lab.yaml", Collect: s.labFileEvidence},
		{Name: "kaaslab.log", Collect: logEvidence("kaaslab.log", s.dir.Log())},
		{Name: "events.jsonl", Collect: logEvidence("events.jsonl", s.dir.Record())},
		{Name: "versions", Collect: s.versionEvidence},
		{Name: "plan", Collect: s.planEvidence},
		{Name: "status", Collect: s.statusEvidence},
		{Name: "doctor", Collect: s.doctorEvidence},
		{Name: "kubeconfigs", Collect: s.kubeconfigEvidence},
	}
}

func (s *session) labFileEvidence(_ context.Context, into executor.Evidence) error {
	into.Secret(secretsOf(s.lab)...)
	if s.file == "-" {
		return fault.Errorf(fault.UnreadableFile, "it came from standard input")
	}
	text, err := os.ReadFile(s.file)
	if err == nil {
		into.File("lab.yaml", bundle.Document(text))
	}
	return fault.Wrap(fault.UnreadableFile, err)
}

func (s *session) versionEvidence(ctx context.Context, into executor.Evidence) error {
	providers, err := s.providers(ctx)
	into.File("versions.yaml", map[string]any{"kaaslab": version.This(), "providers": providers})
	return err
}

func (s *session) planEvidence(ctx context.Context, into executor.Evidence) error {
	plan, err := s.plan(ctx, planned{})
	if err != nil {
		return err
	}
	looks := s.outward.plan(plan)
	var text, data bytes.Buffer
	err = errors.Join(view.PlanText(&text, looks, s.file, true, view.Style{}), view.PlanJSON(&data, looks))
	into.File("plan.txt", text.Bytes())
	into.File("plan.json", data.Bytes())
	return err
}

func (s *session) statusEvidence(ctx context.Context, into executor.Evidence) error {
	status := s.look(ctx)
	var text, data bytes.Buffer
	err := errors.Join(view.StatusText(&text, status, view.StatusLook{Wide: true}), view.StatusJSON(&data, status))
	into.File("status.txt", text.Bytes())
	into.File("status.json", data.Bytes())
	return err
}

func (s *session) doctorEvidence(ctx context.Context, into executor.Evidence) error {
	var text bytes.Buffer
	err := view.FindingsText(&text, view.NewFindings(s.lab.Name, s.doctor(ctx)), view.Style{})
	into.File("doctor.txt", text.Bytes())
	return err
}

// kubeconfigEvidence tells the credentials in the lab's kubeconfigs, so that they are found wherever they stand. The files
// themselves are not for others.
func (s *session) kubeconfigEvidence(_ context.Context, into executor.Evidence) error {
	files, err := filepath.Glob(s.dir.Kubeconfig("*"))
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			return fault.Wrap(fault.StateFiles, err)
		}
		into.Secret(string(content))
	}
	return fault.Wrap(fault.StateFiles, err)
}

// logEvidence adds the end of a log. One that nobody wrote yet is not missed.
func logEvidence(name, path string) executor.Witness {
	return func(_ context.Context, into executor.Evidence) error {
		text, err := bundle.Tail(path, mostLog)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			into.File(name, text)
		}
		return err
	}
}
