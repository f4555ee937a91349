package cli

import (
	"github.com/spf13/cobra"
)

func newCompletion(p *program) *cobra.Command {
	return &cobra.Command{
		Use:       "completion bash|zsh|fish|powershell",
		Short:     "Print a shell's completion script",
		Long:      "Print the completion script of a shell. For the running bash: source <(kaaslab completion bash)",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE:      func(cmd *cobra.Command, args []string) error { return runCompletion(p, cmd.Root(), args[0]) },
	}
}

func runCompletion(p *program, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(p.out, true)
	case "zsh":
		return root.GenZshCompletion(p.out)
	case "fish":
		return root.GenFishCompletion(p.out, true)
	}
	return root.GenPowerShellCompletionWithDesc(p.out)
}
