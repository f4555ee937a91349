package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// TestProcessThatEndsIsNoStranger: it has no arguments any more, and still has the lock.
func TestProcessThatEndsIsNoStranger(t *testing.T) {
	ends := exec.Command(os.Args[0], "-test.run=^$")
	must(t, ends.Start())
	t.Cleanup(func() { _ = ends.Wait() })
	pid := ends.Process.Pid
	must(t, wait.PollUntilContextTimeout(t.Context(), time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		return len(text) == 0, err
	}))
	if !isProgram(pid, "/any") {
		t.Error("it is taken for another program")
	}
	if isProgram(os.Getpid(), "/any") {
		t.Error("a test is taken for the program")
	}
}
