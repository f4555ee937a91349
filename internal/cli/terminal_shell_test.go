package cli

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const drawn = "6 of 8 steps done, 1 running"

// inShell is a window with a shell, in which a person has started kaaslab and sees its picture.
func inShell(t *testing.T) *window {
	t.Helper()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	w := openWindow(t, 120, 60, []string{"KAASLAB=" + os.Args[0], "PS1=$ ", "HISTFILE="}, exec.Command(shell, "--norc", "--noprofile", "-i"))
	t.Cleanup(func() {
		_ = syscall.Kill(-w.job(), syscall.SIGKILL) // what still runs, and a shell that waits for a command
		_ = w.Process.Kill()
		_ = w.Wait()
	})
	w.enter(`"$KAASLAB" apply --yes`)
	w.Await(drawn)
	return w
}

func (w *window) enter(line string) {
	w.Helper()
	w.press(line + "\r")
}

// job is the process group that the window is for now.
func (w *window) job() int {
	w.Helper()
	group, err := unix.IoctlGetInt(int(w.Keyboard.Fd()), unix.TIOCGPGRP)
	if err != nil {
		w.Fatal(err)
	}
	return group
}

// works makes sure that the shell and its window are as before.
func (w *window) works() {
	w.Helper()
	w.enter(`case $(stty -a) in *" -echo "* | *" -icanon "* | *" -isig "*) echo "bro""ken" ;; *) echo "us""able" ;; esac`)
	screen := w.AwaitScreen(func(screen string) bool {
		return strings.Contains(screen, "\nbroken\n") || strings.Contains(screen, "\nusable\n")
	})
	if strings.Contains(screen, "\nbroken\n") || !w.Plain() {
		w.Errorf("the window cannot be used any more (plain: %v):\n%s", w.Plain(), screen)
	}
}

// after is what the screen shows below a line.
func after(screen, line string) string {
	_, below, _ := strings.Cut(screen, line+"\n")
	return below
}

func TestStoppedInAShell(t *testing.T) {
	for name, stop := range map[string]func(*window){
		"Ctrl-Z":  func(w *window) { w.press("\x1a") },
		"SIGSTOP": func(w *window) { _ = syscall.Kill(-w.job(), syscall.SIGSTOP) },
	} {
		t.Run(name, func(t *testing.T) {
			w := inShell(t)
			stop(w)
			w.Await("Stopped")
			w.works()
			w.enter("sleep 0.5; fg") // for longer than it waits to be stopped
			screen := w.AwaitScreen(func(screen string) bool { return strings.Contains(after(screen, "$ sleep 0.5; fg"), drawn) })
			if !strings.Contains(screen, "\nusable\n") {
				t.Errorf("it drew over what the shell had shown:\n%s", screen)
			}
			w.press("typed\x03")
			screen = w.Await("run the same command again to finish")
			if strings.Contains(screen, "typed") {
				t.Errorf("what is typed gets into the picture:\n%s", screen)
			}
			if pictures := strings.Count(after(screen, "$ sleep 0.5; fg"), "clusterClass"); pictures != 1 {
				t.Errorf("it left %d pictures, want 1:\n%s", pictures, screen)
			}
			w.enter(`echo "code $?"`)
			w.Await("code 130")
			w.works()
		})
	}
}

// In the background the window is the shell's alone, until the job is called back.
func TestInTheBackgroundOfAShell(t *testing.T) {
	w := inShell(t)
	w.press("\x1a")
	w.Await("Stopped")
	w.enter("bg")
	w.enter("sleep 0.5; echo sl''ept") // time for some pictures
	screen := w.Await("\nslept\n")
	if strings.Contains(after(screen, "$ bg"), "steps done") {
		t.Errorf("it draws in the background:\n%s", screen)
	}
	w.works()
	w.enter("fg")
	w.AwaitScreen(func(screen string) bool { return strings.Contains(after(screen, "$ fg"), drawn) })
	w.press("\x03")
	w.Await("run the same command again to finish")
	w.works()
}

// Nobody can clean up after SIGKILL, so there must be nothing that a shell does not put back.
func TestKilledInAShell(t *testing.T) {
	w := inShell(t)
	if err := syscall.Kill(-w.job(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	w.Await("Killed")
	w.works()
}
