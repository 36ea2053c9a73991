using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Decoding.Json;

/// <summary>For every text, good or bad, the decoder agrees with System.Text.Json, which knows nothing of it.</summary>
public sealed class JsonProperties
{
    private static readonly KafkaFormat Format = new()
    {
        Fields = new Dictionary<string, string> { ["a"] = "v.a", ["b"] = "v.l[1]", ["c"] = "c" },
    };

    private static readonly FeatureDefinition[] Features =
        [FeatureDefinition.Number("a"), FeatureDefinition.Number("b"), FeatureDefinition.Category("c", ["on", "é\"", "1.5"])];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    private static readonly string[] Scalars =
    [
        "0", "-0", "1", "1.5", "-12.25e-3", "1E+2", "3.4028235e38", "3.5e38", "1e400", "1e-400", "16777217", "16777216.9999999999", "0.1", "123456789012345678901234567890",
        "\"\"", "\"p\"", "\"on\"", "\"é\\\"\"", "\"\\u00e9\\\"\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"1.5\"", "\"2026-01-31T12:00:00Z\"", "true", "false", "null", "[]", "{}",
        "01", "+1", ".5", "1.", "1e", "NaN", "Infinity", "'x'", "tru", "\"", "\"\\x\"", "\"\t\"", "-", "",
    ];

    private static readonly string[] Noise = ["{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "\uFEFF", "/*x*/", "\u0001", "1", "a", "\"v\":", "null", "é"];

    private static Gen<string> Scalar => Gen.Frequency(
        (9, Gen.Elements(Scalars[..28])),
        (1, Gen.Elements(Scalars)),
        (4, Gen.Choose(int.MinValue, int.MaxValue).Select(i => BitConverter.Int32BitsToSingle(i)).Where(float.IsFinite).Select(f => f.ToString("R", CultureInfo.InvariantCulture))));

    private static Gen<string> Document =>
        from entity in Gen.Frequency((4, Gen.Constant("\"p\"")), (1, Scalar))
        from time in Gen.Frequency((4, Gen.Choose(0, 2_000_000_000).Select(i => $"{i}")), (1, Scalar))
        from a in Scalar
        from b in Scalar.ArrayOf()
        from c in Scalar
        from other in Scalar
        from order in Gen.Shuffle(new[] { 0, 1, 2, 3, 4 })
        from blank in Gen.Elements("", " ", "\r\n\t ")
        let members = new[]
        {
            $"\"pump\":{blank}{entity}", $"{blank}\"t\":{time}", $"\"v\":{{\"l\":[{string.Join(",", b)}],{blank}\"a\"{blank}:{a}}}", $"\"c\":{c}{blank}", $"\"x\":[{{\"v\":{other}}}]",
        }
        select "{" + string.Join(",", order.Select(i => members[i])) + "}";

    private static Gen<string> Mutated =>
        from document in Document
        from edits in Gen.Choose(0, 10_000).Zip(Gen.Elements(Noise)).ArrayOf()
        from cut in Gen.Choose(0, 400)
        select Mutate(document, edits.Take(3), cut);

    [Fact]
    public void TryDecode_AgreesWithTheModel() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(4000), Prop.ForAll(Arb.From(Gen.OneOf(Document, Mutated)), text => Agrees(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void TryDecode_AnyBytes_GiveARowOrAProblem() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Arb.From(Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf().Or(Gen.Elements(Noise).ArrayOf().Select(n => Encoding.UTF8.GetBytes(string.Concat(n))))), Agrees));

    [Fact]
    public void TryDecode_ManyRecordsOfOneDecoder_AreIndependent()
    {
        var shared = new Decoding(Format, Features);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(Arb.From(Gen.OneOf(Document, Mutated)), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            (Decoding.Row? row, DecodeProblem problem) = shared.Decode(bytes);
            (Decoding.Row? alone, DecodeProblem own) = new Decoding(Format, Features).Decode(bytes);
            Assert.Equal(own, problem);
            Assert.Equal((alone?.Entity, alone?.Ticks), (row?.Entity, row?.Ticks));
            Assert.Equal(alone?.Values, row?.Values);
        }));
    }

    private static void Agrees(byte[] bytes)
    {
        (Decoding.Row? row, DecodeProblem problem) = new Decoding(Format, Features).Decode(bytes);
        (DeadLetterReason? reason, string entity, float[] values) = Model(bytes);
        Assert.True(reason == (row is null ? problem.Reason : null), $"model {reason}, decoder {problem}");
        if (row is not null)
        {
            Assert.Equal(entity, row.Entity);
            Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), row.Values.Select(BitConverter.SingleToInt32Bits));
        }
    }

    private static (DeadLetterReason? Reason, string Entity, float[] Values) Model(byte[] bytes)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
            _ = new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException)
        {
            return (DeadLetterReason.Malformed, "", []);
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (HasWatchedTwice(root))
            {
                return (DeadLetterReason.Malformed, "", []);
            }

            if (TextOf(At(root, "pump")) is not { Length: > 0 } entity)
            {
                return (DeadLetterReason.Entity, "", []);
            }

            if (At(root, "t") is not { } time || time.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || TextOf(time) is not { } clock
                || !(clock.Contains('-', StringComparison.Ordinal) && clock.Contains('T', StringComparison.Ordinal)
                    ? DateTimeOffset.TryParse(clock, CultureInfo.InvariantCulture, out _)
                    : double.TryParse(clock, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) <= EventTime.MaxSeconds))
            {
                return (DeadLetterReason.Time, "", []);
            }

            float?[] values = [NumberOf(At(root, "v", "a")), NumberOf(ElementOf(At(root, "v", "l"), 1)), CategoryOf(At(root, "c"))];
            return values.Contains(null) ? (DeadLetterReason.Value, "", [])
                : values.All(v => float.IsNaN(v!.Value)) ? (DeadLetterReason.NoValues, "", [])
                : (null, entity, [.. values.Select(v => v!.Value)]);
        }
    }

    private static bool HasWatchedTwice(JsonElement root)
    {
        return Twice(root, "pump", "t", "v", "c", "label") || (At(root, "v") is { } v && Twice(v, "a", "l"));

        static bool Twice(JsonElement element, params string[] names) =>
            element.ValueKind == JsonValueKind.Object && names.Any(name => element.EnumerateObject().Count(p => p.NameEquals(name)) > 1);
    }

    private static JsonElement? At(JsonElement root, params string[] path)
    {
        JsonElement? at = root;
        foreach (string name in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out JsonElement inner) ? inner : null;
        }

        return at;
    }

    private static JsonElement? ElementOf(JsonElement? list, int index) =>
        list is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > index ? array[index] : null;

    private static string? TextOf(JsonElement? element)
    {
        try
        {
            return element?.ValueKind switch
            {
                JsonValueKind.String => element.Value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.Value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    private static float? NumberOf(JsonElement? element) => element?.ValueKind switch
    {
        null or JsonValueKind.Null => float.NaN,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number => float.Parse(element.Value.GetRawText(), CultureInfo.InvariantCulture) is var value && float.IsFinite(value) ? value : null,
        _ => null,
    };

    private static float? CategoryOf(JsonElement? element)
    {
        if (element is null or { ValueKind: JsonValueKind.Null })
        {
            return float.NaN;
        }

        return TextOf(element) is not { } text ? null : text.Length == 0 ? float.NaN : Features[2].Categories.ToList().IndexOf(text) is >= 0 and var index ? index : 3;
    }

    private static string Mutate(string document, IEnumerable<(int At, string Piece)> edits, int cut)
    {
        foreach ((int at, string piece) in edits)
        {
            int place = at % (document.Length + 1);
            document = at % 2 == 0 ? document.Insert(place, piece) : document[..place] + piece + document[Math.Min(document.Length, place + 1)..];
        }

        return cut < document.Length && cut % 3 == 0 ? document[..cut] : document;
    }
}
