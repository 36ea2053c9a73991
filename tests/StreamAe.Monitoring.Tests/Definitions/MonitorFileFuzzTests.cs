using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>Random damage to good files: always a definition or errors, never an exception.</summary>
public sealed class MonitorFileFuzzTests
{
    private const string Alphabet = "{}[]:,-?&*!|>'\"%@`#~ \t\n\r\\.0159eE+naxtrue<=\u00e9\u0000\u2028\ud83d";

    private static readonly string[] Originals =
        [.. Directory.GetFiles(Repository.Path("deploy", "monitors"), "*.yaml").Order().Select(File.ReadAllText)];

    private static readonly string[] Tokens =
    [
        "monitor: ", "features: ", "\nalert: {m: 1}", "null", "~", ".nan", "1e400", "-0", "99999999999999999999", "&a ", "*a", "!!str ", "<<: ",
        "---\n", "...\n", "? ", "- ", "|\n", ">\n", "%YAML 1.2\n", "[[[[", "{{{{", "]", "}", "never", "auto", "all", "none", "vae", "kl", "7d", "\"\\ud800\"",
        "\"\\x00\"", "\"\\U0010FFFF\"", "\"\\q\"", "kind: category", "values: [a, a]", ": ", "a: b\n",
    ];

    private static readonly Gen<string> Damaged =
        from original in Gen.Elements(Originals)
        from edits in Gen.ListOf(Edit, 6)
        select edits.Aggregate(original, (text, edit) => edit(text));

    private static Gen<Func<string, string>> Edit =>
        from kind in Gen.Choose(0, 5)
        from at in Gen.Choose(0, 1_000_000)
        from length in Gen.Choose(1, 40)
        from letter in Gen.Elements(Alphabet.ToCharArray())
        from token in Gen.Elements(Tokens)
        select new Func<string, string>(text => Apply(text, kind, at, length, letter, token));

    [Fact]
    public void Parse_DamagedFile_GivesADefinitionOrErrors() =>
        Prop.ForAll(Arb.From(Damaged), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    [Fact]
    public void Parse_RandomText_GivesADefinitionOrErrors() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Elements(Alphabet.ToCharArray())).Select(letters => string.Concat(letters))), Holds)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(4000));

    [Fact]
    public void Load_RandomBytes_GivesADefinitionOrErrors()
    {
        string path = Path.GetTempFileName();
        try
        {
            Prop.ForAll(
                Arb.From(Gen.ListOf(Gen.Choose(0, 255)).Select(bytes => bytes.Select(b => (byte)b).ToArray())),
                bytes =>
                {
                    File.WriteAllBytes(path, bytes);
                    return IsConsistent(MonitorFile.Load(path));
                }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Holds(string text)
    {
        MonitorFileResult result = Monitors.Parse(text);
        Assert.True(IsConsistent(result));

        // What was accepted can be written and read again, and means the same.
        if (result.Definition is { } definition)
        {
            Assert.Equal(definition, Monitors.Read(MonitorFile.ToYaml(definition)));
        }

        return true;
    }

    /// <summary>Damage that always breaks the file, or never, would test half of it.</summary>
    [Fact]
    public void Damage_GivesDefinitionsErrorsAndBrokenYaml()
    {
        MonitorFileResult[] results = [.. Damaged.Sample(1000).Select(Monitors.Parse)];

        Assert.InRange(results.Count(r => r.Definition is not null), 20, 900);
        Assert.InRange(results.Count(r => r.Errors.Any(e => e.Key.Length > 0)), 20, 900);
        Assert.InRange(results.Count(r => r.Errors.Any(e => e.Rule.StartsWith("is not valid YAML"))), 20, 900);
    }

    private static bool IsConsistent(MonitorFileResult result) =>
        (result.Definition is null) == (result.Errors.Count > 0)
        && result.Errors.Concat(result.Warnings).All(e => e.Rule.Length > 0 && e.Remedy.Length > 0 && e.Line >= 0 && !e.ToString().Contains('\n'));

    private static string Apply(string text, int kind, int at, int length, char letter, string token)
    {
        int start = text.Length == 0 ? 0 : at % text.Length;
        int end = Math.Min(text.Length, start + length);
        StringBuilder edited = new(text);
        return kind switch
        {
            0 => edited.Remove(start, end - start).ToString(),
            1 => edited.Insert(start, letter).ToString(),
            2 => edited.Insert(start, token).ToString(),
            3 => edited.Insert(start, text[start..end]).ToString(),
            4 => text[..start],
            _ => ReplaceValue(text, start, token),
        };
    }

    /// <summary>Puts the token in place of the rest of the line after its colon: a file that is good YAML with a bad value.</summary>
    private static string ReplaceValue(string text, int start, string token)
    {
        int colon = text.IndexOf(": ", start, StringComparison.Ordinal);
        int end = colon < 0 ? -1 : text.IndexOf('\n', colon);
        return end < 0 ? text + token : text[..(colon + 2)] + token + text[end..];
    }
}
