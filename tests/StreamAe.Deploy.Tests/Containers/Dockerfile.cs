using System.Text.RegularExpressions;

namespace StreamAe.Deploy.Tests.Containers;

/// <summary>deploy/Dockerfile as its instructions.</summary>
internal sealed partial class Dockerfile
{
    public Dockerfile(string text)
    {
        string joined = Continuation.Replace(Comment.Replace(text, ""), " ");
        Instructions =
        [
            .. joined.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))
                .Select(words => (words[0], words.ElementAtOrDefault(1) ?? "")),
        ];
    }

    public IReadOnlyList<(string Name, string Arguments)> Instructions { get; }

    /// <summary>The instructions of the stage that becomes the image.</summary>
    public IEnumerable<(string Name, string Arguments)> Final =>
        Instructions.Skip(Instructions.Select((instruction, i) => (instruction, i)).Last(x => x.instruction.Name == "FROM").i);

    /// <summary>The images it begins with.</summary>
    public IEnumerable<string> Bases => Instructions.Where(i => i.Name == "FROM")
        .Select(i => i.Arguments.Split(' ').First(word => !word.StartsWith("--", StringComparison.Ordinal)));

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment { get; }

    [GeneratedRegex("\\\\\n *")]
    private static partial Regex Continuation { get; }
}
