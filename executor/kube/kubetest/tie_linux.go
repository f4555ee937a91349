package kubetest

import (
	"os/exec"
	"syscall"
)

// tie stops the program when the test binary dies, even if that had no time to stop it.
func tie(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
