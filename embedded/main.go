// Command kaaslab-embedded is a management cluster in one process: etcd,
// kube-apiserver and Cluster API with in-memory machines. It needs no Docker.
// The kaaslab command starts and stops it; see README.md for the contract.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/kaaslab/kaaslab/embedded/internal/apiserver"
	"github.com/kaaslab/kaaslab/embedded/internal/lab"
)

// version is set at build time with -X main.version.
var version = "v0.1.0"

const usage = `usage:
  kaaslab-embedded version
  kaaslab-embedded serve --data-dir DIR [--api-port N] [--name NAME] [--controllers=true|false]
  kaaslab-embedded save --data-dir DIR --into FILE
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "kaaslab-embedded:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return fmt.Errorf("no command given: use version, serve or save")
	}
	switch args[0] {
	case "version":
		return json.NewEncoder(os.Stdout).Encode(lab.VersionsOf(version))
	case "serve":
		options, err := parseServe(args[1:])
		if err != nil {
			return err
		}
		return serve(options)
	case "save":
		return save(args[1:])
	case "help", "-h", "--help":
		fmt.Print(usage)
		return nil
	}
	return fmt.Errorf("unknown command %q: use version, serve or save", args[0])
}

func parseServe(args []string) (lab.Options, error) {
	options := lab.Options{Versions: lab.VersionsOf(version)}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&options.DataDir, "data-dir", "", "directory of this lab's data; made if it does not exist")
	flags.IntVar(&options.APIPort, "api-port", 0, "port of the API server; 0 keeps the recorded one or chooses one")
	flags.StringVar(&options.Name, "name", "embedded", "name of cluster, user and context in the kubeconfig")
	flags.BoolVar(&options.Controllers, "controllers", true, "run Cluster API; false leaves the API server with its definitions")
	if err := flags.Parse(args); err != nil {
		return options, err
	}
	switch {
	case flags.NArg() > 0:
		return options, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case options.DataDir == "":
		return options, fmt.Errorf("--data-dir is missing: give a directory for this lab's data")
	case options.APIPort < 0 || options.APIPort > 65535:
		return options, fmt.Errorf("--api-port %d is no port: give 0 to 65535", options.APIPort)
	case options.Name == "":
		return options, fmt.Errorf("--name is empty: give the name of the kubeconfig's context")
	}
	return options, nil
}

// save ends with the first signal, and leaves no file then.
func save(args []string) error {
	var dir, into string
	flags := flag.NewFlagSet("save", flag.ContinueOnError)
	flags.StringVar(&dir, "data-dir", "", "directory of the lab's data")
	flags.StringVar(&into, "into", "", "file to write, readable by its owner only")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || dir == "" || into == "" {
		return fmt.Errorf("give --data-dir and --into, and nothing else")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return lab.Save(ctx, dir, into)
}

// serve runs until the first signal, which asks for a graceful stop; the second
// one ends the process at once. Data is safe either way.
func serve(options lab.Options) error {
	apiserver.FailHooksAlone()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		<-signals
		stop()
		<-signals
		fmt.Fprintln(os.Stderr, "kaaslab-embedded: second signal, stopping at once")
		os.Exit(1)
	}()
	return lab.Serve(ctx, options)
}
