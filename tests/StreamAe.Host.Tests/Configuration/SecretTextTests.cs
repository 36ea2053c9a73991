using System.Text;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Tests.Configuration;

public sealed class SecretTextTests : IDisposable
{
    private const string Variable = "STREAMAE_SECRET_TEXT_TEST";

    private static readonly FileDialect Dialect = new("file", "thing", "begin", []);

    private readonly TestFolder _folder = new();

    public SecretTextTests() => Environment.SetEnvironmentVariable(Variable, "hunter2");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("${env:STREAMAE_SECRET_TEXT_TEST}", "hunter2")]
    [InlineData("a=${env:STREAMAE_SECRET_TEXT_TEST};b=${env:STREAMAE_SECRET_TEXT_TEST}$", "a=hunter2;b=hunter2$")]
    [InlineData("$${env:X} costs $5 }", "${env:X} costs $5 }")]
    [InlineData("x${file:secret.txt}y", "xline 1\nline 2y")]
    public void TryRead_PutsInWhatReferencesStandFor(string written, string revealed)
    {
        _folder.Write("secret.txt", "\uFEFF  line 1\nline 2 \n");
        SecretText read = Read(written, out _)!;
        Assert.Equal(revealed, read.Reveal());
        Assert.Equal(written, read.Written);
    }

    [Fact]
    public void TryRead_AnAbsolutePath_IsTakenAsItIs() =>
        Assert.Equal("s", Read($"${{file:{_folder.Write("there", "s")}}}", out _)!.Reveal());

    [Fact]
    public void TryRead_WhatWasPutIn_IsNotLookedAtAgain()
    {
        _folder.Write("p", "${env:STREAMAE_SECRET_TEXT_TEST}");
        Assert.Equal("${env:STREAMAE_SECRET_TEXT_TEST}", Read("${file:p}", out _)!.Reveal());
    }

    [Theory]
    [InlineData("${env:STREAMAE_NOT_SET}", "refers to the environment variable STREAMAE_NOT_SET, which is not set or empty; set it for this process, or correct the name")]
    [InlineData("${env:}", "has ${env:…} with something else than a name of letters, digits and '_'; write it as ${env:KAFKA_PASSWORD}")]
    [InlineData("${file:none}", "refers to the file none, which does not exist; put the secret there as text, or correct the path (it is relative to the folder of this file)")]
    [InlineData("${file:empty}", "refers to the file empty, which is empty; put")]
    [InlineData("${file:binary}", "refers to the file binary, which is not UTF-8 text; put")]
    [InlineData("${file:nul}", "refers to the file nul, which holds a NUL character, which is no text; put")]
    [InlineData("${file:large}", "refers to the file large, which is larger than 262,144 bytes; put")]
    [InlineData("${file:.}", "refers to the file ., which cannot be read (UnauthorizedAccessException); check the path and its permissions")]
    [InlineData("top secret ${env:X", "has ${ without }; write ${env:NAME} or ${file:PATH}, or $${ for the characters ${")]
    [InlineData("top secret ${vault:x}", "has a reference that is neither ${env:NAME} nor ${file:PATH}; write one of the two, or $${ for the characters ${")]
    [InlineData("top secret \u0001", "must be text of 1 to 100 characters without control characters; write the text, or ${env:NAME} or ${file:PATH} in its place")]
    public void TryRead_WhatCannotBePutIn_IsRefusedWithoutShowingTheText(string written, string expected)
    {
        _folder.Write("empty", " \n");
        File.WriteAllBytes(_folder.At("binary"), [0xFF, 0xFE, 0x00]);
        _folder.Write("nul", "a\0b");
        _folder.Write("large", new string('x', SecretReference.MaxFileBytes + 1));
        Assert.Null(Read(written, out string error));
        Assert.StartsWith($"{_folder.Root}/s.yaml:3:7: a.b: {expected}", error);
        Assert.DoesNotContain("top secret", error);
    }

    [Fact]
    public void ToString_OfTheTextAndOfARecordWithIt_GivesNothingAway()
    {
        SecretText secret = Read("pw=${env:STREAMAE_SECRET_TEXT_TEST}", out _)!;
        string told = $"{secret} {new Holder(secret)} {new StringBuilder().Append(secret)}";
        Assert.DoesNotContain("hunter2", told);
        Assert.DoesNotContain("pw=", told);
    }

    private SecretText? Read(string written, out string error)
    {
        var errors = new DefinitionErrors(_folder.At("s.yaml"), Dialect);
        var node = new YamlNode(YamlNodeKind.Scalar, 3, 7) { Text = written };
        bool read = new SecretTextForm(100).TryRead(node, "a.b", "", new ReadContext(errors), out SecretText value);
        error = read ? "" : Assert.Single(errors.ToList()).ToString();
        return read ? value : null;
    }

    private sealed record Holder(SecretText Secret);
}
