using System.Text;
using System.Text.Json;
using StreamAe.Host.Sinks;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Host.Tests.Sinks.Webhooks;

public sealed class AlertTemplateTests
{
    private const string EveryPlace =
        """
        {
          "quoted": "{id} {monitor} {entity} {kind} {severity} {summary} {description} {time} {since} {sequence} {surprise} {score} {threshold} {modelVersion} {provisional} {json}",
          "entity": "{entity}", "bare": {entity}, "surprise": {surprise}, "all": [{id}, {monitor}, {kind}, {severity}, {summary}, {description}, {time}, {since},
          {sequence}, {score}, {threshold}, {modelVersion}, {provisional}], "alert": {json}, "literal": "{{entity}}", "quote \" {severity}": {"nested":{"x":{json}}}
        }
        """;

    [Theory]
    [InlineData("{severity}: {summary}", "major: major pumps/a \"b\" surprise 6.3")]
    [InlineData("{entity} {{entity}} { entity } {} {1}", "a \"b\" {entity} { entity } {} {1}")]
    [InlineData("{kind} {time} {sequence} {surprise} {score} {provisional} {description}", "score 1970-01-01T00:00:00.000Z 7 6.25 2.5 false flow 12.1 (expected 40.3, 81 %)")]
    [InlineData("""{"text":"{entity}","n":{surprise},"who":{entity},"{severity}":1}""", """{"text":"a \u0022b\u0022","n":6.25,"who":"a \u0022b\u0022","major":1}""")]
    [InlineData("""["\"{entity}\"", "\\", {modelVersion}]""", """["\"a \u0022b\u0022\"", "\\", 3]""")]
    public void Render_PutsThePartsIn(string template, string expected) =>
        Assert.Equal(expected, Parsed(template).Render(Alerts.Create("id", "a \"b\"")));

    [Fact]
    public void Render_FigureThatIsNone_IsNullInJsonAndNothingInText()
    {
        Alert alert = Alerts.Create("id", surprise: float.NaN);
        Assert.Equal("""{"a":null,"b":""}""", Parsed("""{"a":{surprise},"b":"{surprise}"}""").Render(alert));
        Assert.Equal("<>", Parsed("<{surprise}>").Render(alert));
    }

    [Theory]
    [InlineData("{sevrity}", "has {sevrity} in its line 1, which is no place of an alert; did you mean {severity}? Write {{sevrity}} for the characters themselves")]
    [InlineData("{\"a\": 1,\n\"b\": {zzzzzz}}", "has {zzzzzz} in its line 2, which is no place of an alert; the places are {id}, {monitor}, {entity}, {kind}, {severity}, "
        + "{summary}, {description}, {time}, {since}, {sequence}, {surprise}, {score}, {threshold}, {modelVersion}, {provisional}, {incident}, {incidentChange}, {json}; write {{zzzzzz}} for the characters themselves")]
    [InlineData("{\"a\": 1,\n\"b\": }", "begins as JSON and is none, in its line 2; correct it, or begin it with another character if it is plain text")]
    [InlineData("{\"a\": {entity}", "begins as JSON and is none, in its line 1; correct it, or begin it with another character if it is plain text")]
    [InlineData("[{severity}: 1]", "begins as JSON and is none, in its line 1; correct it, or begin it with another character if it is plain text")]
    public void TryParse_OfWhatIsNone_SaysWhereAndWhatToDo(string template, string expected)
    {
        Assert.False(AlertTemplate.TryParse(template, out _, out (string Rule, string Remedy) problem));
        Assert.Equal(expected, $"{problem.Rule}; {problem.Remedy}");
    }

    /// <summary>Whatever an alert holds: what is rendered parses, and says what the alert says.</summary>
    [Fact]
    public void Render_AnyAlertIntoJson_ParsesAndIsFaithful()
    {
        AlertTemplate template = Parsed(EveryPlace);
        var random = new PhiloxRandom(11);
        for (int i = 0; i < 2000; i++)
        {
            string entity = i < Alerts.HostileNames.Count ? Alerts.HostileNames[i] : AnyText(ref random);
            var alert = new Alert(
                AnyText(ref random), AnyText(ref random), entity, (AlertKind)random.NextInt32(2), (AlertSeverity)random.NextInt32(3), (long)random.NextUInt64(),
                (long)random.NextUInt64(), (long)random.NextUInt64(), AnyNumber(ref random), AnyNumber(ref random), AnyNumber(ref random), AnyNumber(ref random),
                AnyNumber(ref random), random.NextInt32(100), random.NextInt32(2) == 0,
                [new FeatureContribution(AnyText(ref random), random.NextSingle(), AnyText(ref random), AnyText(ref random))]);
            using JsonDocument json = JsonDocument.Parse(template.Render(alert));
            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(entity));
            Assert.Equal(expected, json.RootElement.GetProperty("entity").GetString());
            Assert.Equal(expected, json.RootElement.GetProperty("bare").GetString());
            Assert.Equal(float.IsFinite(alert.Surprise), json.RootElement.GetProperty("surprise").ValueKind == JsonValueKind.Number);
            Assert.Equal(expected, json.RootElement.GetProperty("alert").GetProperty("entity").GetString());
            Assert.Equal("{entity}", json.RootElement.GetProperty("literal").GetString());
            Assert.EndsWith(AlertJson.Write(alert), json.RootElement.GetProperty("quoted").GetString());
        }
    }

    private static AlertTemplate Parsed(string text)
    {
        Assert.True(AlertTemplate.TryParse(text, out AlertTemplate template, out (string Rule, string Remedy) problem), problem.Rule);
        return template;
    }

    private static string AnyText(ref PhiloxRandom random)
    {
        const string Odd = "\"\\{}[]:,\n\r\t\0\u001f<>&'\u2028\ud83d\ude00\ud800\udc00äß漢";
        var text = new StringBuilder();
        for (int i = random.NextInt32(12); i >= 0; i--)
        {
            text.Append(random.NextInt32(2) == 0 ? Odd[random.NextInt32(Odd.Length)] : (char)random.NextInt32(0x10000));
        }

        return text.ToString();
    }

    private static float AnyNumber(ref PhiloxRandom random) => random.NextInt32(3) switch
    {
        0 => BitConverter.UInt32BitsToSingle(random.NextUInt32()),
        1 => float.NaN,
        _ => random.NextGaussian() * 100,
    };
}
