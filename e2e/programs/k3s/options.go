package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// options are k3s' arguments, as far as they mean something here.
type options struct {
	server           bool
	name             string
	token            string
	url              string // the server that an agent joins
	kubeconfigOutput string
	tlsSANs          []string
	disabled         []string
	nodeLabels       []string
	nodeTaints       []string
	clusterCIDR      string
	serviceCIDR      string
	clusterDNS       string
	args             map[string]*[]string // extra arguments by program
}

var programsWithArgs = []string{"kubelet", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"}

func parse(role string, args []string, getenv func(string) string) (options, error) {
	if role != "server" && role != "agent" {
		return options{}, fmt.Errorf("%q is neither server nor agent", role)
	}
	o := options{server: role == "server", args: map[string]*[]string{}}
	flags := pflag.NewFlagSet(role, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	// k3s has many more arguments: they are accepted and do nothing.
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.StringVarP(&o.token, "token", "t", getenv("K3S_TOKEN"), "")
	flags.StringVarP(&o.url, "server", "s", getenv("K3S_URL"), "")
	flags.StringVarP(&o.kubeconfigOutput, "write-kubeconfig", "o", getenv("K3S_KUBECONFIG_OUTPUT"), "")
	flags.StringVar(&o.name, "node-name", getenv("K3S_NODE_NAME"), "")
	flags.StringSliceVar(&o.tlsSANs, "tls-san", nil, "")
	flags.StringSliceVar(&o.disabled, "disable", nil, "")
	flags.StringSliceVar(&o.nodeLabels, "node-label", nil, "")
	flags.StringSliceVar(&o.nodeTaints, "node-taint", nil, "")
	flags.StringVar(&o.clusterCIDR, "cluster-cidr", "10.42.0.0/16", "")
	flags.StringVar(&o.serviceCIDR, "service-cidr", "10.43.0.0/16", "")
	flags.StringVar(&o.clusterDNS, "cluster-dns", "10.43.0.10", "")
	for _, program := range programsWithArgs {
		o.args[program] = flags.StringArray(program+"-arg", nil, "")
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	return o.complete()
}

func (o options) complete() (options, error) {
	if o.name == "" {
		name, err := os.Hostname()
		if err != nil {
			return o, err
		}
		o.name = strings.ToLower(name)
	}
	switch {
	case o.token == "":
		return o, errors.New("no token: set K3S_TOKEN, it is what servers and agents know each other by")
	case o.server && o.url != "":
		return o, errors.New("this stand-in for k3s runs one server only: make the cluster with one")
	case !o.server && o.url == "":
		return o, errors.New("an agent needs K3S_URL")
	case o.server:
		o.url = "https://127.0.0.1:6443"
	}
	return o, nil
}

// extra are the arguments that a user gives to one program.
func (o options) extra(program string) []string {
	var args []string
	for _, arg := range *o.args[program] {
		args = append(args, "--"+strings.TrimPrefix(arg, "--"))
	}
	return args
}
