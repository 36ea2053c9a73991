namespace StreamAe.Host.Commands.Completions;

/// <summary>The script for bash 4 and later.</summary>
internal static class BashScript
{
    public static void Write(CommandWords root, TextWriter writer)
    {
        writer.WriteLine("# Completion of streamae for bash: source <(streamae completions bash)");
        writer.WriteLine("_streamae() {");
        writer.WriteLine("  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=streamae i");
        writer.WriteLine("  # --option=value comes as three words.");
        writer.WriteLine("  if [ \"$current\" = = ]; then current=; elif [ \"$previous\" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi");
        writer.WriteLine("  for ((i = 1; i < COMP_CWORD; i++)); do");
        writer.WriteLine("    case \"$command ${COMP_WORDS[i]}\" in");
        writer.WriteLine($"      {Patterns(root.All.Skip(1).Select(c => c.Path))}) command=\"$command ${{COMP_WORDS[i]}}\" ;;");
        writer.WriteLine("    esac");
        writer.WriteLine("  done");
        writer.WriteLine("  COMPREPLY=()");
        writer.WriteLine("  case \"$command $previous\" in");
        foreach ((CommandWords command, OptionWords option) in root.All.SelectMany(c => c.Options.Where(o => o.TakesValue).Select(o => (c, o))))
        {
            // Without a list, bash offers files.
            string reply = option.Values.Count == 0 ? "return" : $"{Reply(option.Values)}; return";
            writer.WriteLine($"    {Patterns(option.Names.Select(n => $"{command.Path} {n}"))}) {reply} ;;");
        }

        writer.WriteLine("  esac");
        writer.WriteLine("  case \"$command,$current\" in");
        foreach (CommandWords command in root.All)
        {
            writer.WriteLine($"    '{command.Path},-'*) {Reply(command.Options.SelectMany(o => o.Names).Where(n => n[0] == '-'))} ;;");
            string[] words = [.. command.Commands.Select(c => c.Name), .. command.Values];
            if (words.Length > 0)
            {
                writer.WriteLine($"    '{command.Path},'*) {Reply(words)} ;;");
            }
        }

        writer.WriteLine("  esac");
        writer.WriteLine("}");
        writer.WriteLine("complete -o default -F _streamae streamae");
    }

    private static string Patterns(IEnumerable<string> words) => string.Join('|', words.Select(w => $"'{w}'"));

    private static string Reply(IEnumerable<string> words) => $"mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', words)}' -- \"$current\")";
}
