namespace StreamAe.Host.Commands.Completions;

/// <summary>The script for PowerShell 7.</summary>
internal static class PowerShellScript
{
    public static void Write(CommandWords root, TextWriter writer)
    {
        writer.WriteLine("# Completion of streamae for PowerShell: streamae completions pwsh | Out-String | Invoke-Expression");
        writer.WriteLine("Register-ArgumentCompleter -Native -CommandName streamae -ScriptBlock {");
        writer.WriteLine("    param($wordToComplete, $commandAst, $cursorPosition)");
        writer.WriteLine("    $commands = @{");
        foreach (CommandWords command in root.All)
        {
            writer.WriteLine($"        '{command.Path}' = {List([.. command.Commands.Select(c => (c.Name, c.Summary)), .. command.Values.Select(v => (v, v))])}");
        }

        writer.WriteLine("    }");
        writer.WriteLine("    $options = @{");
        foreach (CommandWords command in root.All)
        {
            IEnumerable<(string Word, string Summary)> words = command.Options.SelectMany(o => o.Names.Where(n => n[0] == '-').Select(n => (n, o.Summary)));
            writer.WriteLine($"        '{command.Path}' = {List(words)}");
        }

        writer.WriteLine("    }");
        writer.WriteLine("    $values = @{");
        foreach ((CommandWords command, OptionWords option) in root.All.SelectMany(c => c.Options.Where(o => o.TakesValue).Select(o => (c, o))))
        {
            foreach (string name in option.Names)
            {
                writer.WriteLine($"        '{command.Path} {name}' = {List(option.Values.Select(v => (v, v)))}");
            }
        }

        writer.WriteLine("    }");
        writer.WriteLine("    $command = 'streamae'");
        writer.WriteLine("    $previous = ''");
        writer.WriteLine("    foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {");
        writer.WriteLine("        if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }");
        writer.WriteLine("        $previous = $element.Extent.Text");
        writer.WriteLine("        if ($commands.ContainsKey(\"$command $previous\")) { $command = \"$command $previous\" }");
        writer.WriteLine("    }");
        writer.WriteLine("    $found = if ($values.ContainsKey(\"$command $previous\")) { $values[\"$command $previous\"] }");
        writer.WriteLine("        elseif ($wordToComplete.StartsWith('-')) { $options[$command] }");
        writer.WriteLine("        else { $commands[$command] }");
        writer.WriteLine("    $found | Where-Object { $_[0].StartsWith($wordToComplete) } | ForEach-Object {");
        writer.WriteLine("        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])");
        writer.WriteLine("    }");
        writer.WriteLine("}");
    }

    /// <summary>Pairs of a word and what it is. The commas before pairs keep PowerShell from taking a single one apart.</summary>
    private static string List(IEnumerable<(string Word, string Summary)> words) =>
        $"@({string.Join("; ", words.Select(w => $",@('{w.Word}', '{(w.Summary.Length == 0 ? w.Word : w.Summary).Replace("'", "''")}')"))})";
}
