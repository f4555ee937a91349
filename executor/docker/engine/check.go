package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/user"
	"strings"
	"syscall"

	"github.com/docker/docker/api/types/versions"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// oldestAPI is that of Docker 20.10, which k3d needs: an older one connects networks differently.
const oldestAPI = "1.41"

// check says what is wrong with a daemon in words that lead somewhere (hazards H9, H26): a daemon that cannot be asked is
// not one without clusters.
func check(ctx context.Context, e Endpoint, api API) error {
	ping, err := api.Ping(ctx)
	switch {
	case err != nil:
		return unreachable(e, err)
	case ping.APIVersion != "" && versions.LessThan(ping.APIVersion, oldestAPI):
		return fault.Errorf(fault.DockerTooOld, "docker daemon at %s is too old: it has API %s, kaaslab needs %s; update Docker to 20.10 or newer", e.Host, ping.APIVersion, oldestAPI)
	case ping.OSType == "windows":
		return fault.Errorf(fault.DockerWindows, "docker daemon at %s runs Windows containers; switch Docker Desktop to Linux containers", e.Host)
	}
	return nil
}

// Unreachable is the error of a daemon that cannot be asked. Its text is for people; what Docker's client said is behind it.
type Unreachable struct {
	code  fault.Code
	text  string
	cause error
}

// Error says what is wrong and what to do about it.
func (u *Unreachable) Error() string { return u.text }

// FaultCode implements fault.Coded.
func (u *Unreachable) FaultCode() fault.Code { return u.code }

// Outlook says that a daemon which refuses may be starting anew. Where no socket is, none is likely to come.
func (u *Unreachable) Outlook() executor.Outlook {
	switch {
	case u.code == fault.DockerPermission:
		return executor.Lasting
	case errors.Is(u.cause, fs.ErrNotExist):
		return executor.Unclear
	}
	return executor.Passing
}

// Unwrap returns what Docker's client said.
func (u *Unreachable) Unwrap() error { return u.cause }

func unreachable(e Endpoint, err error) error {
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("docker daemon at %s: %w", e.Host, err)
	case errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "permission denied"):
		return &Unreachable{fault.DockerPermission, fmt.Sprintf("the Docker daemon at %s does not let %s in; add the user to the group of the socket (`sudo usermod -aG docker %[2]s`, then log in again), or use rootless Docker",
			e.Host, userName()), err}
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || e.Local():
		return &Unreachable{fault.NoDocker, fmt.Sprintf("no Docker daemon answers at %s; start Docker, or say where it is with DOCKER_HOST or `docker context use`", e.Host), err}
	}
	return fault.Errorf(fault.NoDocker, "docker daemon at %s does not answer; check the address (%s) and the network: %w", e.Host, e.source(), err)
}

func (e Endpoint) source() string {
	if e.Context != "" {
		return "docker context " + e.Context
	}
	return "DOCKER_HOST"
}

func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "this user"
}
