using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>An address of the web without user, query and fragment.</summary>
/// <param name="path">Whether there may be a path.</param>
internal sealed class UrlForm(bool path) : Form<Uri>
{
    private const int MaxLength = 1000;

    public override string Rule => path ? "an address such as https://login.example/realms/plant" : "an address without a path such as https://streamae.example";

    public override string Range => path ? "an http or https address" : "an http or https address without a path";

    public override JsonNode? ToJson(Uri value) => path ? value.OriginalString : value.GetLeftPart(UriPartial.Authority);

    public override JsonObject ToSchema() => new() { ["type"] = "string", ["format"] = "uri" };

    protected override bool TryReadValue(YamlNode node, string key, string hint, ReadContext context, out Uri value)
    {
        value = null!;
        return (node.Kind == YamlNodeKind.Scalar && node.Text.Length <= MaxLength && Uri.TryCreate(node.Text, UriKind.Absolute, out value!) && Accepts(value))
            || RefuseForm(node, key, hint, context);
    }

    private bool Accepts(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0 && (path || url.AbsolutePath == "/");
}
