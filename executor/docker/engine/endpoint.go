package engine

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/docker/docker/client"
	"github.com/docker/go-connections/tlsconfig"
)

// Endpoint says where a Docker daemon is.
type Endpoint struct {
	// Host is the address, such as unix:///var/run/docker.sock.
	Host string
	// Context is the docker context that the address was read from, or nothing.
	Context string
	// certificates is the directory with ca.pem, cert.pem and key.pem, or nothing for a connection without TLS.
	certificates string
	skipVerify   bool
}

// defaultContext is the name that the docker command has for no context.
const defaultContext = "default"

// Resolve finds the daemon as the docker command does: $DOCKER_HOST, else the context that $DOCKER_CONTEXT names, else the
// current context of the docker configuration, else the socket of the system.
func Resolve() (Endpoint, error) {
	if host := getenv(client.EnvOverrideHost); host != "" {
		return Endpoint{Host: host, certificates: certificatesFromEnv(), skipVerify: getenv(client.EnvTLSVerify) == ""}, nil
	}
	config, err := configDir()
	if err != nil {
		return Endpoint{}, err
	}
	name := getenv("DOCKER_CONTEXT")
	if name == "" {
		if name, err = currentContext(config); err != nil {
			return Endpoint{}, err
		}
	}
	if name == "" || name == defaultContext {
		return Endpoint{Host: client.DefaultDockerHost}, nil
	}
	return readContext(config, name)
}

// Export makes libraries that look at the environment by themselves, as k3d's does, find the same daemon, even when the
// user switches to another context meanwhile. The environment is the whole process's, so it is restored after the call, and
// one library at a time may be called.
func (e Endpoint) Export() (restore func(), err error) {
	if e.Context == "" {
		return divert(map[string]string{client.EnvOverrideHost: e.Host})
	}
	return divert(map[string]string{client.EnvOverrideHost: "", "DOCKER_CONTEXT": e.Context})
}

// Local reports whether the daemon may be on this machine, so that its networks may clash with the machine's routes.
func (e Endpoint) Local() bool {
	url, err := client.ParseHostURL(e.Host)
	return err == nil && (url.Scheme == "unix" || url.Scheme == "npipe")
}

// OnLoopback reports whether a port that a container publishes on the loopback address can be reached on that of this machine:
// the daemon is here, or in a virtual machine whose ports are forwarded, as Docker Desktop's are.
func (e Endpoint) OnLoopback() bool {
	address, err := url.Parse(e.Host)
	if err != nil {
		return false
	}
	host := address.Hostname()
	if address.Scheme == "unix" || address.Scheme == "npipe" || host == "" || host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip.IsLoopback() || ip != nil && isOwn(ip)
}

func isOwn(ip net.IP) bool {
	own, err := net.InterfaceAddrs()
	return err == nil && slices.ContainsFunc(own, func(a net.Addr) bool {
		network, ok := a.(*net.IPNet)
		return ok && network.IP.Equal(ip)
	})
}

// Socket is the path of the daemon's socket on the daemon's own host, for containers that need it. A socket in a home
// directory is one that Docker Desktop forwards into its virtual machine, where it has the usual path.
func (e Endpoint) Socket() string {
	path, isSocket := strings.CutPrefix(e.Host, "unix://")
	if !isSocket || runtime.GOOS != "linux" || strings.Contains(path, "/.docker/") {
		path = strings.TrimPrefix(client.DefaultDockerHost, "unix://")
	}
	return path
}

// Reach is the host on which ports that containers publish can be reached. Those of a daemon on this machine, in a virtual
// machine or not, and of one behind SSH, are on this machine or forwarded to it.
func (e Endpoint) Reach() string {
	url, err := client.ParseHostURL(e.Host)
	if err != nil || url.Scheme != "tcp" {
		return "127.0.0.1"
	}
	host, _, err := net.SplitHostPort(url.Host)
	if err != nil {
		return url.Host
	}
	return host
}

func certificatesFromEnv() string {
	if getenv(client.EnvOverrideCertPath) == "" && getenv(client.EnvTLSVerify) == "" {
		return ""
	}
	if path := getenv(client.EnvOverrideCertPath); path != "" {
		return path
	}
	config, _ := configDir()
	return config
}

func configDir() (string, error) {
	if dir := getenv("DOCKER_CONFIG"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".docker"), nil
}

// withUnverifiedTLS is for daemons whose user has told the docker command not to verify them. kaaslab follows that choice
// for the daemon, which it did not make; it makes none like it for a cluster.
func withUnverifiedTLS(certificates string) client.Opt {
	return func(c *client.Client) error {
		config, err := tlsconfig.Client(tlsconfig.Options{
			CertFile: filepath.Join(certificates, "cert.pem"), KeyFile: filepath.Join(certificates, "key.pem"),
			InsecureSkipVerify: true,
		})
		if err != nil {
			return err
		}
		return client.WithHTTPClient(&http.Client{Transport: &http.Transport{TLSClientConfig: config}})(c)
	}
}
