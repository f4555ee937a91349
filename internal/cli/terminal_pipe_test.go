package cli

import (
	"os"
	"os/exec"
	"testing"
)

// A lab is not left half made because nobody reads about it any more, as after `kaaslab apply --yes | head`.
func TestReaderThatIsGone(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"in words":    {[]string{"apply", "--yes"}, exitDone},
		"as lines":    {[]string{"apply", "--yes", "-o", "jsonl"}, exitDone},
		"out of time": {[]string{"apply", "--yes", "--timeout", "1ns"}, exitIncomplete},
	} {
		t.Run(name, func(t *testing.T) {
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			reader.Close()
			defer writer.Close()
			command := exec.Command(os.Args[0], c.args...)
			setStage(t, t.TempDir(), command, onStage+"=workloadCluster/none")
			command.Stdout, command.Stderr = writer, writer
			_ = command.Run()
			if command.ProcessState.ExitCode() != c.code {
				t.Errorf("it ended with %s, want exit code %d", command.ProcessState, c.code)
			}
			if c.code != exitDone {
				return
			}
			if run := recordIn(t, command.Dir); !run.Finished || run.ExitCode != exitDone {
				t.Errorf("the record of the run tells another end: %+v", run)
			}
		})
	}
}
