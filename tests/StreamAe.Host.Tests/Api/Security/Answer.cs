using System.Text.Json;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>What a server answered.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>A refusal of the API: its status twice, and nothing of the program's inside.</summary>
    public void AssertProblem(int status)
    {
        Assert.Equal((status, "application/problem+json"), (Status, this["Content-Type"]));
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.NotEqual("", Json.GetProperty("title").GetString());
        Assert.Equal("about:blank", Json.GetProperty("type").GetString());
        Assert.DoesNotContain("   at ", Body);
        Assert.DoesNotContain("System.", Body);
        Assert.DoesNotContain("StreamAe.", Body);
        Assert.DoesNotContain(SecuredServer.SecretInside, Body);
    }
}
