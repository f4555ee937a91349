package kube

import "k8s.io/client-go/tools/clientcmd/api"

// Key is a key of a kubeconfig, as people see it there, and whether it is set.
type Key struct {
	Name string
	Set  bool
}

// SetOf lists the keys that are set.
func SetOf(keys ...Key) []string {
	var names []string
	for _, k := range keys {
		if k.Set {
			names = append(names, k.Name)
		}
	}
	return names
}

// ObeyedOfCluster names what of a cluster in a kubeconfig would be obeyed on this machine, besides the question to its server:
// files to read and proxies to ask. Who wrote it is to decide that nowhere but on a machine of his own.
func ObeyedOfCluster(c *api.Cluster) []string {
	return SetOf(
		Key{"certificate-authority (a file)", c.CertificateAuthority != ""},
		Key{"proxy-url", c.ProxyURL != ""},
	)
}

// ObeyedOfUser is ObeyedOfCluster for a user: programs to run, and files to read and send.
func ObeyedOfUser(u *api.AuthInfo) []string {
	return SetOf(
		Key{"exec (a program)", u.Exec != nil},
		Key{"auth-provider", u.AuthProvider != nil},
		Key{"client-certificate (a file)", u.ClientCertificate != ""},
		Key{"client-key (a file)", u.ClientKey != ""},
		Key{"tokenFile (a file)", u.TokenFile != ""},
	)
}

// Credentials is a user with nothing of what it was but its credentials.
func Credentials(u *api.AuthInfo) *api.AuthInfo {
	return &api.AuthInfo{
		ClientCertificateData: u.ClientCertificateData, ClientKeyData: u.ClientKeyData,
		Token: u.Token, Username: u.Username, Password: u.Password,
	}
}
