using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>
/// The part of JSON Schema that <c>MonitorSchema</c> uses, checked without any of the loader's code. An unknown keyword fails, so
/// that nothing in the schema goes unchecked.
/// </summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Annotations = ["$schema", "title", "description", "default"];

    /// <summary>YAML as a JSON Schema tool sees it: plain scalars are numbers and truth values where they look like it.</summary>
    public static JsonNode? ToJson(string yaml)
    {
        YamlStream stream = [];
        using StringReader reader = new(yaml);
        stream.Load(reader);
        return ToJson(stream.Documents[0].RootNode);
    }

    public static IReadOnlyList<string> Violations(JsonObject schema, JsonNode? value)
    {
        List<string> violations = [];
        Check(schema, value, "$", violations);
        return violations;
    }

    private static void Check(JsonObject schema, JsonNode? value, string path, List<string> violations)
    {
        // A value of the wrong type breaks the other keywords too; one line is enough.
        if (schema["type"] is { } type && !HasType(type, value))
        {
            violations.Add($"{path}: type");
            return;
        }

        foreach ((string keyword, JsonNode? operand) in schema)
        {
            if (keyword is not ("type" or "properties") && !Annotations.Contains(keyword))
            {
                CheckKeyword(schema, keyword, operand!, value, path, violations);
            }
        }

        foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
        {
            if (value is JsonObject mapping && mapping.TryGetPropertyValue(name, out JsonNode? member))
            {
                Check(property!.AsObject(), member, $"{path}.{name}", violations);
            }
        }
    }

    private static void CheckKeyword(JsonObject schema, string keyword, JsonNode operand, JsonNode? value, string path, List<string> violations)
    {
        switch (keyword)
        {
            case "additionalProperties":
                Assert.False(operand.GetValue<bool>());
                violations.AddRange(value!.AsObject().Select(p => p.Key).Where(k => !schema["properties"]!.AsObject().ContainsKey(k))
                    .Select(k => $"{path}.{k}: is not allowed"));
                break;
            case "required":
                violations.AddRange(operand.AsArray().Select(r => r!.GetValue<string>()).Where(r => !value!.AsObject().ContainsKey(r))
                    .Select(r => $"{path}: {r} is required"));
                break;
            case "items":
                for (int i = 0; i < value!.AsArray().Count; i++)
                {
                    Check(operand.AsObject(), value[i], $"{path}[{i}]", violations);
                }

                break;
            default:
                if (!Holds(keyword, operand, value))
                {
                    violations.Add($"{path}: {keyword}");
                }

                break;
        }
    }

    private static bool Holds(string keyword, JsonNode operand, JsonNode? value) => keyword switch
    {
        "anyOf" => operand.AsArray().Any(option => Violations(option!.AsObject(), value).Count == 0),
        "const" => JsonNode.DeepEquals(operand, value),
        "enum" => operand.AsArray().Any(option => JsonNode.DeepEquals(option, value)),
        "minimum" => Number(value) >= Number(operand),
        "maximum" => Number(value) <= Number(operand),
        "exclusiveMinimum" => Number(value) > Number(operand),
        "exclusiveMaximum" => Number(value) < Number(operand),
        "minItems" => value!.AsArray().Count >= operand.GetValue<int>(),
        "maxItems" => value!.AsArray().Count <= operand.GetValue<int>(),
        "minLength" => value!.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length >= operand.GetValue<int>(),
        "maxLength" => value!.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length <= operand.GetValue<int>(),
        "pattern" => value!.GetValueKind() != JsonValueKind.String
            || Regex.IsMatch(value.GetValue<string>(), operand.GetValue<string>(), RegexOptions.ECMAScript),
        _ => throw new NotSupportedException($"The check knows no keyword '{keyword}'."),
    };

    private static bool HasType(JsonNode type, JsonNode? value) => type is JsonArray several
        ? several.Any(one => HasType(one!, value))
        : type.GetValue<string>() switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "string" => value?.GetValueKind() == JsonValueKind.String,
            "number" => value?.GetValueKind() == JsonValueKind.Number,
            "integer" => value?.GetValueKind() == JsonValueKind.Number && BigInteger.TryParse(value.ToJsonString(), out _),
            _ => throw new NotSupportedException($"The check knows no type {type.ToJsonString()}."),
        };

    private static double Number(JsonNode? value) => double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture);

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(p => KeyValuePair.Create(((YamlScalarNode)p.Key).Value!, ToJson(p.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when Regex.IsMatch(scalar.Value!, "^[-+]?[0-9]+$") => JsonNode.Parse(scalar.Value!),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } word => word.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out double number) => number,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new NotSupportedException(node.GetType().Name),
    };
}
