package spec

import "net/url"

// Proxy is through what nodes pull images.
type Proxy struct {
	// Proxy for registries that are reached by https, which most are.
	HTTPS string `json:"https,omitempty" jsonschema:"pattern=^https?://[^/ ]+/?$,maxLength=1024,example=http://proxy.example.com:3128" meaning:"it must be http:// or https:// and a host, such as http://proxy.example.com:3128"`
	// Proxy for registries that are reached by http.
	HTTP string `json:"http,omitempty" jsonschema:"pattern=^https?://[^/ ]+/?$,maxLength=1024,example=http://proxy.example.com:3128" meaning:"it must be http:// or https:// and a host, such as http://proxy.example.com:3128"`
	// Hosts, domains and ranges of addresses that are reached without the proxy, such as mirrors in the own network. What is on the node itself, and names of services, are always among them.
	NoProxy []string `json:"noProxy,omitempty" jsonschema:"maxItems=200,minLength=1,pattern=^[^\\\\s\\,\"'%]+$,example=.example.com" meaning:"each is one host, domain or range of addresses, without spaces and commas"`
	// Name to log in with.
	Username string `json:"username,omitempty" jsonschema:"minLength=1,example=lab"`
	// File that holds the password, relative to the lab file, so that the lab file can be shared. Its content is never shown.
	PasswordFile string `json:"passwordFile,omitempty" jsonschema:"minLength=1,example=./proxy.password"`

	// Password is what PasswordFile holds, without the end of its line.
	Password string `json:"-"`
}

// WithLogin is the address of a proxy with a login in it, as programs want it told in their environment.
func WithLogin(address, username, password string) string {
	at, err := url.Parse(address)
	if err != nil || address == "" || username == "" {
		return address
	}
	at.User = url.UserPassword(username, password)
	return at.String()
}
