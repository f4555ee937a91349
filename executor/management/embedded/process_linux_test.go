package embedded

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// TestProcessThatEndsIsNoStranger: it has no arguments any more, and still has the lock. One that begins has none yet for a
// moment, so that its state is asked for.
func TestProcessThatEndsIsNoStranger(t *testing.T) {
	ends := exec.Command(os.Args[0], "-test.run=^$")
	must(t, ends.Start())
	t.Cleanup(func() { _ = ends.Wait() })
	pid := ends.Process.Pid
	must(t, wait.PollUntilContextTimeout(t.Context(), time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		return bytes.Contains(stat, []byte(") Z ")), err
	}))
	if !isProgram(pid, "/any") {
		t.Error("it is taken for another program")
	}
	if isProgram(os.Getpid(), "/any") {
		t.Error("a test is taken for the program")
	}
}
