using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Tests.Docs;

/// <summary>docs/kafka.md has a row for every key with its default, and names every reason.</summary>
public sealed class KafkaPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "kafka.md"));

    [Fact]
    public void Page_HasEveryKeyWithItsDefault()
    {
        KindRule rule = KafkaSourceKeys.Rule;
        foreach (KeyDescription key in SourceKeys.Form.Keys.Where(k => rule.Has(k.Name)))
        {
            bool isRequired = rule.Required.Any(r => r.Key == key.Name);
            bool isPlain = key.Default.Length > 0 && key.Default is not ("[]" or "\"\"");
            string fallback = isRequired ? " required" : isPlain ? $" `{key.Default}`" : "";
            Assert.Contains($"\n| `{key.Name}` |{fallback} | ", Page);
        }
    }

    [Fact]
    public void Page_NamesEveryReasonOfDecoding() => Assert.All(
        Enum.GetValues<DeadLetterReason>().Except([DeadLetterReason.Late, DeadLetterReason.RepeatedTime, DeadLetterReason.SchemaChanged]),
        reason => Assert.Contains($"`{reason}`", Page));
}
