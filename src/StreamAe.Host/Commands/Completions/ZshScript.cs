namespace StreamAe.Host.Commands.Completions;

/// <summary>The script for zsh, with what each word means beside it.</summary>
internal static class ZshScript
{
    public static void Write(CommandWords root, TextWriter writer)
    {
        writer.WriteLine("#compdef streamae");
        writer.WriteLine("# Completion of streamae for zsh: source <(streamae completions zsh), after compinit");
        writer.WriteLine("_streamae() {");
        writer.WriteLine("  local command=streamae");
        writer.WriteLine("  local -i i");
        writer.WriteLine("  local -a found");
        writer.WriteLine("  for ((i = 2; i < CURRENT; i++)); do");
        writer.WriteLine("    case \"$command ${words[i]}\" in");
        writer.WriteLine($"      ({Patterns(root.All.Skip(1).Select(c => c.Path))}) command=\"$command ${{words[i]}}\" ;;");
        writer.WriteLine("    esac");
        writer.WriteLine("  done");
        writer.WriteLine("  case \"$command ${words[CURRENT-1]}\" in");
        foreach ((CommandWords command, OptionWords option) in root.All.SelectMany(c => c.Options.Where(o => o.TakesValue).Select(o => (c, o))))
        {
            string reply = option.Values.Count == 0 ? "_files" : $"compadd -- {string.Join(' ', option.Values)}";
            writer.WriteLine($"    ({Patterns(option.Names.Select(n => $"{command.Path} {n}"))}) {reply}; return ;;");
        }

        writer.WriteLine("  esac");
        writer.WriteLine("  case \"$command,$PREFIX\" in");
        foreach (CommandWords command in root.All)
        {
            writer.WriteLine($"    ('{command.Path},-'*) found=(");
            foreach (OptionWords option in command.Options)
            {
                foreach (string name in option.Names.Where(n => n[0] == '-'))
                {
                    writer.WriteLine($"      {Described(name, option.Summary)}");
                }
            }

            writer.WriteLine("      ); _describe option found ;;");
            if (command.Commands.Count > 0)
            {
                writer.WriteLine($"    ('{command.Path},'*) found=(");
                foreach (CommandWords below in command.Commands)
                {
                    writer.WriteLine($"      {Described(below.Name, below.Summary)}");
                }

                writer.WriteLine("      ); _describe command found ;;");
            }
            else
            {
                writer.WriteLine($"    ('{command.Path},'*) {(command.Values.Count == 0 ? "_files" : $"compadd -- {string.Join(' ', command.Values)}")} ;;");
            }
        }

        writer.WriteLine("  esac");
        writer.WriteLine("}");
        writer.WriteLine("compdef _streamae streamae");
    }

    private static string Patterns(IEnumerable<string> words) => string.Join('|', words.Select(w => $"'{w}'"));

    /// <summary>As _describe wants it: <c>'name:what it is'</c>, where a colon or backslash of the name would need a backslash.</summary>
    private static string Described(string name, string summary) => $"'{name}:{summary.Replace("'", "'\\''")}'";
}
