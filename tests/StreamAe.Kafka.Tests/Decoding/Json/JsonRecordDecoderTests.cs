using System.Text;
using Confluent.Kafka;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Decoding.Json;

public sealed class JsonRecordDecoderTests
{
    private static readonly FeatureDefinition[] FlowAndLevel = Decoding.Numbers("flow", "level");

    [Theory]
    [InlineData("""{"pump":"p1","t":5,"flow":1.5,"level":-2e3,"label":1}""", 1.5f, -2000f, 1)]
    [InlineData(""" { "level" : 7 , "x" : {"flow":9,"y":[1,{"z":[]}]} , "t" : 5.0 , "flow" : null , "pump" : "p1" } """, float.NaN, 7f, -1)]
    [InlineData("""{"pump":"p1","t":"1970-01-01T00:00:05Z","flow":true,"level":false,"label":null}""", 1f, 0f, -1)]
    [InlineData("""{"pump":"p1","t":"5","flow":3.4028235e38,"level":1e-50,"label":"0"}""", 3.4028235e38f, 0f, 0)]
    [InlineData("""{"\u0070ump":"p\u0031","\u0074":5,"fl\u006fw":1,"level":-0.0,"label":false}""", 1f, -0f, 0)]
    public void TryDecode_AGoodRecord_GivesItsRow(string json, float flow, float level, int label)
    {
        Decoding.Row row = new Decoding(new KafkaFormat(), FlowAndLevel).Good(json);
        Assert.Equal(("p1", 5.0, (sbyte)label), (row.Entity, row.Seconds, row.Label));
        Assert.Equal([flow, level], row.Values);
    }

    [Theory]
    [InlineData("""{"pump":{"id":17},"meta":{"t":5},"values":{"flow":2},"readings":[{"v":1},{"v":3}],"a.b":4}""")]
    [InlineData("""{"a.b":4,"readings":[{},{"v":3},{"v":8}],"values":{"level":2,"flow":2},"meta":{"t":5},"pump":{"id":17}}""")]
    public void TryDecode_FollowsPaths(string json)
    {
        var decoding = new Decoding(
            new KafkaFormat
            {
                Entity = "pump.id",
                Time = "meta.t",
                Fields = new Dictionary<string, string> { ["flow"] = "values.flow", ["level"] = "readings[1].v", ["c"] = "a\\.b" },
            },
            Decoding.Numbers("flow", "level", "c"));
        for (int i = 0; i < 3; i++)
        {
            Decoding.Row row = decoding.Good(json);
            Assert.Equal("17", row.Entity);
            Assert.Equal([2, 3, 4], row.Values);
        }
    }

    [Fact]
    public void TryDecode_ARootArray_HasPathsThatBeginWithAnIndex()
    {
        var decoding = new Decoding(
            new KafkaFormat { Entity = "key", Time = "[0]", Fields = new Dictionary<string, string> { ["flow"] = "[1][0]" } }, Decoding.Numbers("flow"));
        Decoding.Row row = decoding.Good("[5,[7,8]]"u8, key: "p1");
        Assert.Equal(("p1", 5.0, 7f), (row.Entity, row.Seconds, row.Values[0]));
    }

    [Fact]
    public void TryDecode_EntityAndTime_MayComeFromKeyHeaderAndRecord()
    {
        KafkaFormat format = new() { Entity = "header id", Time = "record" };
        var decoding = new Decoding(format, Decoding.Numbers("flow"));
        Headers headers = new() { { "id", "first"u8.ToArray() }, { "other", null }, { "id", "pümp"u8.ToArray() } };
        Decoding.Row row = decoding.Good("""{"flow":1}"""u8, "k", 1_700_000_000_123, headers);
        Assert.Equal("pümp", row.Entity);
        Assert.Equal(1_700_000_000_123 * TimeSpan.TicksPerMillisecond, row.Ticks);
        Assert.Equal("header 'id' is missing or empty; an entity key is UTF-8 text of 1 to 256 characters without NUL.", decoding.Bad("""{"flow":1}""").Detail);
        Assert.Equal(
            new DecodeProblem(DeadLetterReason.Time, "the record's timestamp is missing; a time is milliseconds since 1970 up to the year 9999, or ISO 8601 such as 2026-01-31T12:00:00Z."),
            decoding.Decode("""{"flow":1}"""u8, headers: headers).Problem);
    }

    [Theory]
    [InlineData(TimeUnit.Milliseconds, "1700000000123", 17_000_000_001_230_000)]
    [InlineData(TimeUnit.Milliseconds, "1700000000123.5", 17_000_000_001_235_000)]
    [InlineData(TimeUnit.Microseconds, "1700000000123456", 17_000_000_001_234_560)]
    [InlineData(TimeUnit.Nanoseconds, "1700000000123456789", 17_000_000_001_234_567)]
    [InlineData(TimeUnit.Nanoseconds, "-1", -1)]
    [InlineData(TimeUnit.Milliseconds, "\"1970-01-01T00:00:01Z\"", 10_000_000)]
    [InlineData(TimeUnit.Milliseconds, "\"1000\"", 10_000_000)]
    [InlineData(TimeUnit.Seconds, "1.7e9", 17_000_000_000_000_000)]
    public void TryDecode_TimesCountInTheirUnit(TimeUnit unit, string time, long ticks) => Assert.Equal(
        ticks, new Decoding(new KafkaFormat { TimeUnit = unit }, FlowAndLevel).Good($$"""{"pump":"p","t":{{time}},"flow":1}""").Ticks);

    [Theory]
    [InlineData("red", 0)]
    [InlineData("gr\\u00fcn", 1)]
    [InlineData("blue", 3)]
    [InlineData("", float.NaN)]
    [InlineData("NA", float.NaN)]
    public void TryDecode_CategoriesAreReadAsInFiles(string word, float expected) => Assert.Equal(
        expected,
        new Decoding(new KafkaFormat(), [FeatureDefinition.Category("colour", ["red", "grün", "7"]), .. FlowAndLevel])
            .Good($$"""{"pump":"p","t":1,"flow":1,"colour":"{{word}}"}""").Values[0]);

    /// <summary>The bucket of a value is that of its text, with escapes as what they mean.</summary>
    [Theory]
    [InlineData("\"gr\\u00fcn\"", "grün")]
    [InlineData("\"grün\"", "grün")]
    [InlineData("7", "7")]
    [InlineData("true", "true")]
    [InlineData("\"NA\"", null)]
    [InlineData("null", null)]
    public void TryDecode_HashedCategories_AreTheBucketsOfFiles(string json, string? word) => Assert.Equal(
        word is null ? float.NaN : Monitoring.Features.StableHash.Of(System.Text.Encoding.UTF8.GetBytes(word)) % 16,
        new Decoding(new KafkaFormat(), [FeatureDefinition.HashedCategory("colour", 16), .. FlowAndLevel])
            .Good($$"""{"pump":"p","t":1,"flow":1,"colour":{{json}}}""").Values[0]);

    [Fact]
    public void TryDecode_ACategory_MayBeANumberOrTruth()
    {
        var decoding = new Decoding(new KafkaFormat(), FeatureDefinition.Category("c", ["7", "true"]));
        Assert.Equal(0, decoding.Good("""{"pump":"p","t":1,"c":7}""").Values[0]);
        Assert.Equal(1, decoding.Good("""{"pump":"p","t":1,"c":true}""").Values[0]);
        Assert.Equal(2, decoding.Good("""{"pump":"p","t":1,"c":7.0}""").Values[0]);
    }

    [Fact]
    public void TryDecode_NumbersInStrings_AreReadWhereTheSourceSaysSo()
    {
        var strict = new Decoding(new KafkaFormat(), FlowAndLevel);
        DecodeProblem problem = strict.Bad("""{"pump":"p","t":1,"flow":"1.5"}""");
        Assert.Equal(DeadLetterReason.Value, problem.Reason);
        Assert.StartsWith("field 'flow' is '1.5' (text; numbersAsStrings: true would read numbers in strings); a value is a finite", problem.Detail);
        var lenient = new Decoding(new KafkaFormat { NumbersAsStrings = true }, FlowAndLevel);
        Assert.Equal([1.5f, float.NaN], lenient.Good("""{"pump":"p","t":1,"flow":"1\u002e5","level":"NaN"}""").Values);
        Assert.StartsWith("field 'flow' is 'x'; a value is a finite", lenient.Bad("""{"pump":"p","t":1,"flow":"x"}""").Detail);
    }

    [Theory]
    [InlineData("""{"t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is missing; an entity key")]
    [InlineData("""{"pump":"","t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is empty; an entity key")]
    [InlineData("""{"pump":["p"],"t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is an array; an entity key")]
    [InlineData("""{"pump":"\u0000","t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is '\0'; an entity key")]
    [InlineData("""{"pump":"a\ud800b","t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is 'a\\ud800b', which has an unpaired surrogate; an entity key")]
    [InlineData("""{"pump":"\udc00\ud800","t":1,"flow":1}""", DeadLetterReason.Entity, "field 'pump' is '\\udc00\\ud800', which has an unpaired surrogate; an entity key")]
    [InlineData("""{"pump":"p","flow":1}""", DeadLetterReason.Time, "field 't' is missing; a time is seconds since 1970")]
    [InlineData("""{"pump":"p","t":"yesterday","flow":1}""", DeadLetterReason.Time, "field 't' is 'yesterday'; a time is seconds")]
    [InlineData("""{"pump":"p","t":1e30,"flow":1}""", DeadLetterReason.Time, "field 't' is '1e30'; a time is seconds")]
    [InlineData("""{"pump":"p","t":true,"flow":1}""", DeadLetterReason.Time, "field 't' is 'true'; a time is seconds")]
    [InlineData("""{"pump":"p","t":1,"flow":1,"label":2}""", DeadLetterReason.Label, "field 'label' is '2'; a label is 0, 1, 0.0, 1.0 or empty.")]
    [InlineData("""{"pump":"p","t":1,"flow":1e39}""", DeadLetterReason.Value, "field 'flow' is '1e39'; a value is a finite decimal number")]
    [InlineData("""{"pump":"p","t":1,"flow":{"v":1}}""", DeadLetterReason.Value, "field 'flow' is an object; a value is a finite decimal number")]
    [InlineData("""{"pump":"p","t":1,"flow":null}""", DeadLetterReason.NoValues, "all 2 values are missing; at least one must be there.")]
    [InlineData("""{"pump":"p","t":1,"flow":1,"flow":1}""", DeadLetterReason.Malformed, "no JSON at byte 28: field 'flow' comes twice; there stands '\"flow\":1}'.")]
    [InlineData("""{"pump":"p","t":1,"flow":NaN}""", DeadLetterReason.Malformed, "no JSON at byte 26: a value is expected; there stands 'NaN}'.")]
    [InlineData("""{"pump":"p","t":1,"flow":01}""", DeadLetterReason.Malformed, "no JSON at byte 27: ',' or '}' is expected; there stands '1}'.")]
    [InlineData("""{"pump":"p","t":1,"flow":1,}""", DeadLetterReason.Malformed, "no JSON at byte 28: a name in quotes is expected; there stands '}'.")]
    [InlineData("""{"pump":"p","t":1,"flow":1}/**/""", DeadLetterReason.Malformed, "no JSON at byte 28: nothing may follow the document; there stands '/**/'.")]
    [InlineData("""{"pump":"p","t":1,"flow":1""", DeadLetterReason.Malformed, "no JSON at byte 27: the text ends too early.")]
    [InlineData("""{"pump":"p","t":1,"flow":-}""", DeadLetterReason.Malformed, "no JSON at byte 27: a number needs digits; there stands '}'.")]
    [InlineData("""{"pump":"p","x":"\q"}""", DeadLetterReason.Malformed, "no JSON at byte 19: an escape that JSON does not have; there stands 'q\"}'.")]
    [InlineData("""{"pump":"p","x":"\u00g0"}""", DeadLetterReason.Malformed, "no JSON at byte 22: \\u needs four hexadecimal digits; there stands 'g0\"}'.")]
    [InlineData("{\"pump\":\"a\nb\"}", DeadLetterReason.Malformed, "no JSON at byte 11: a control character stands in a string; there stands '\nb\"}'.")]
    [InlineData("\uFEFF{}", DeadLetterReason.Malformed, "no JSON at byte 1: a value is expected; there stands '\uFEFF{}'.")]
    [InlineData("", DeadLetterReason.Malformed, "the record has no value (a deletion marker, or empty); an observation needs one.")]
    [InlineData("   ", DeadLetterReason.Malformed, "no JSON at byte 4: the text ends too early.")]
    [InlineData("17", DeadLetterReason.Entity, "field 'pump' is missing")]
    public void TryDecode_ABadRecord_SaysWhatIsWrong(string json, DeadLetterReason reason, string detail)
    {
        DecodeProblem problem = new Decoding(new KafkaFormat(), FlowAndLevel).Bad(json);
        Assert.StartsWith(detail, problem.Detail);
        Assert.Equal(reason, problem.Reason);
    }

    [Fact]
    public void TryDecode_BytesThatAreNoText_AreRefused() => Assert.Equal(
        "the bytes are no UTF-8; JSON is UTF-8.", new Decoding(new KafkaFormat(), FlowAndLevel).Bad([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)'}']).Detail);

    [Fact]
    public void TryDecode_DeepNesting_IsRefusedAtItsLimit()
    {
        var decoding = new Decoding(new KafkaFormat { MaxRecordBytes = 20 << 20 }, FlowAndLevel);
        string At(int depth) => $$"""{"x":{{new string('[', depth - 1)}}{{new string(']', depth - 1)}},"pump":"p","t":1,"flow":1}""";
        decoding.Good(At(64));
        Assert.Contains("nested deeper than 64 levels", decoding.Bad(At(65)).Detail);
        Assert.Contains("nested deeper than 64 levels", decoding.Bad(new string('[', 10_000_000)).Detail);
        Assert.Contains("nested deeper than 64 levels", decoding.Bad(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))).Detail);
    }

    [Fact]
    public void TryDecode_ALargeRecord_IsReadUpToTheLimit()
    {
        string json = $$"""{"x":"{{new string('x', 10 << 20)}}","pump":"p","t":1,"flow":1}""";
        new Decoding(new KafkaFormat { MaxRecordBytes = json.Length }, FlowAndLevel).Good(json);
        DecodeProblem problem = new Decoding(new KafkaFormat { MaxRecordBytes = json.Length - 1 }, FlowAndLevel).Bad(json);
        Assert.Equal(new DecodeProblem(DeadLetterReason.TooLarge, $"the record has {json.Length:N0} bytes; at most {json.Length - 1:N0} are read (maxRecordBytes)."), problem);
    }

    [Fact]
    public void TryDecode_ALongValue_IsShownCut()
    {
        string detail = new Decoding(new KafkaFormat(), FlowAndLevel).Bad($$"""{"pump":"p","t":"{{new string('é', 5000)}}","flow":1}""").Detail;
        Assert.StartsWith($"field 't' is '{new string('é', 64)}…' (10000 bytes); a time", detail);
    }

    [Fact]
    public void TryDecode_EscapesInEntityAndCategoryOfOneRecord_DoNotMix()
    {
        var decoding = new Decoding(new KafkaFormat(), FeatureDefinition.Category("c", ["on"]));
        for (int i = 0; i < 2; i++)
        {
            Decoding.Row row = decoding.Good("""{"pump":"p\u0031","c":"o\u006e","t":1}""");
            Assert.Equal(("p1", 0f), (row.Entity, row.Values[0]));
        }

        Assert.Equal("on", decoding.Good("""{"pump":"o\u006e","c":"o\u006e","t":1}""").Entity);
        Assert.Equal(["p1", "on"], Enumerable.Range(0, decoding.Directory.Count).Select(decoding.Directory.KeyOf));
    }

    [Fact]
    public void TryDecode_KeysInAnotherOrderEachTime_AreFound()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"f{i}")];
        var decoding = new Decoding(new KafkaFormat(), Decoding.Numbers(names));
        for (int turn = 0; turn < 50; turn++)
        {
            var json = new StringBuilder("""{"pump":"p","t":1""");
            foreach (int i in Enumerable.Range(0, 40).OrderBy(i => i * (turn + 7) % 41))
            {
                json.Append($",\"x{i}\":0,\"f{i}\":{i}");
            }

            Assert.Equal(Enumerable.Range(0, 40).Select(i => (float)i), decoding.Good(json.Append('}').ToString()).Values);
        }
    }
}
