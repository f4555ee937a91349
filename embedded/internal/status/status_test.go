package status

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestReportIsReadable(t *testing.T) {
	dir := t.TempDir()
	r := NewReporter(dir, Status{Version: "v1"})
	r.SetAPIPort(11000)
	r.Report(Starting, "looking around")
	got := read(t, dir)
	if got.PID != os.Getpid() || got.Version != "v1" || got.APIPort != 11000 || got.Phase != Starting || got.Detail != "looking around" {
		t.Errorf("unexpected status %+v", got)
	}
	if _, err := time.Parse(time.RFC3339, got.StartedAt); err != nil {
		t.Error(err)
	}
	if info, _ := os.Stat(filepath.Join(dir, File)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600", info.Mode().Perm())
	}
}

func TestStoppingIsFinal(t *testing.T) {
	dir := t.TempDir()
	r := NewReporter(dir, Status{})
	r.Report(Stopping, "asked to stop")
	r.Report(Ready, "too late")
	if got := read(t, dir); got.Phase != Stopping {
		t.Errorf("phase %s after stopping", got.Phase)
	}
}

func read(t *testing.T, dir string) Status {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	var s Status
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}
