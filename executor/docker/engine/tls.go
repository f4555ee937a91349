package engine

import (
	"net/http"
	"path/filepath"

	"github.com/docker/docker/client"
	"github.com/docker/go-connections/tlsconfig"
)

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
