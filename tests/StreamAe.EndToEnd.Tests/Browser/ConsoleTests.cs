using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace StreamAe.EndToEnd.Tests.Browser;

/// <summary>The console in a real browser, on the real executable.</summary>
public sealed class ConsoleTests(ConsoleBrowser browser) : IClassFixture<ConsoleBrowser>
{
    private const string OfMonitor = $"monitor={ConsoleBrowser.Monitor}";
    private const string ApiOfMonitor = $"monitors/{ConsoleBrowser.Monitor}";

    public static TheoryData<string, string, int, ColorScheme> Pages { get; } = MakePages();

    /// <summary>Nothing that the browser complains of, nothing wider than the screen, nothing serious that axe-core finds.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_LoadsWithoutComplaintsAndIsAccessible(string name, string path, int width, ColorScheme scheme)
    {
        await using ConsoleWindow window = await browser.OpenAsync(path, width: width, scheme: scheme);
        await window.Page.WaitForTimeoutAsync(1500);
        await window.KeepAsync($"{name}-{scheme.ToString().ToLowerInvariant()}-{width}");
        await Expect(window.Find("error")).ToHaveCountAsync(0);
        Assert.Equal([], await AxeCore.FindAsync(window.Page));
        Assert.InRange(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
        Assert.Equal([], window.Complaints);
    }

    [Fact]
    public async Task Alert_AppearsWhileThePageIsOpen()
    {
        await using ConsoleWindow window = await browser.OpenAsync("/");
        await browser.FeedAsync(5, odd: 5);
        string id = (await NewestAlertAsync()).GetProperty("id").GetString()!;
        ILocator alert = window.Page.Locator($"[data-alert='{id}']").First;

        // Where one is read already, new ones wait behind a button.
        await Expect(alert.Or(window.Find("show-new")).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        if (await alert.CountAsync() == 0)
        {
            await window.Find("show-new").ClickAsync();
        }

        await Expect(alert).ToContainTextAsync(ConsoleBrowser.Odd);
        await Expect(alert).ToContainTextAsync("expected about");
        await window.KeepAsync("alert-live");
        Assert.Equal([], window.Complaints);
    }

    [Fact]
    public async Task Threshold_IsPreviewedAppliedAndInForceOnTheNextEvents()
    {
        await browser.FeedAsync(5);
        await using ConsoleWindow window = await browser.OpenAsync($"/thresholds?{OfMonitor}&entity={ConsoleBrowser.Other}");
        await window.Find("quantile").FillAsync("0.999");
        await Expect(window.Find("preview-sentence")).ToBeVisibleAsync();
        string before = await window.Find("preview-sentence").InnerTextAsync();
        await window.Find("quantile").FillAsync("0.3");
        await Expect(window.Find("preview-sentence")).Not.ToHaveTextAsync(before);
        await window.Find("reason").FillAsync("everything odd, please");
        await window.KeepAsync("threshold-proposed");
        await window.Find("apply").ClickAsync();
        await Expect(window.Find("overrides")).ToContainTextAsync("everything odd, please");
        await ConsoleBrowser.WaitForAsync(async () =>
            (await browser.GetAsync($"{ApiOfMonitor}/entity?key={ConsoleBrowser.Other}")).GetProperty("threshold").GetProperty("source").GetString() == "entity");
        long alerts = await AlertsOf(ConsoleBrowser.Other);
        await browser.FeedAsync(20);
        Assert.True(await AlertsOf(ConsoleBrowser.Other) > alerts);

        // Taken back, it raises no more.
        await window.Find("overrides").GetByRole(AriaRole.Button).ClickAsync();
        await window.ConfirmAsync("enough");
        await ConsoleBrowser.WaitForAsync(async () =>
            (await browser.GetAsync($"{ApiOfMonitor}/entity?key={ConsoleBrowser.Other}")).GetProperty("threshold").GetProperty("source").GetString() == "file");
        alerts = await AlertsOf(ConsoleBrowser.Other);
        await browser.FeedAsync(20);
        Assert.Equal(alerts, await AlertsOf(ConsoleBrowser.Other));
        Assert.Equal([], window.Complaints);
    }

    [Fact]
    public async Task Feedback_IsSaidAndTakenByTheEntity()
    {
        await browser.FeedAsync(5, odd: 4);
        string id = (await NewestAlertAsync()).GetProperty("id").GetString()!;
        await using ConsoleWindow window = await browser.OpenAsync($"/alerts?entity={ConsoleBrowser.Odd}");
        ILocator card = window.Page.Locator($"[data-testid=alert-card][data-alert='{id}']");
        if (await card.CountAsync() == 0)
        {
            await window.Page.Locator(".alert-line").First.ClickAsync();
        }

        await card.GetByTestId("answer-false").ClickAsync();
        await window.ConfirmAsync("flushed");
        await Expect(card.GetByTestId("said")).ToContainTextAsync("flushed");
        await browser.FeedUntilAsync(async () =>
            (await browser.GetAsync($"alerts/{id}")).GetProperty("said").GetProperty("outcome").ValueKind == JsonValueKind.String);
        JsonElement said = (await browser.GetAsync($"alerts/{id}")).GetProperty("said");
        Assert.Equal(("false", "ada", "flushed"), (said.GetProperty("feedback").GetString(), said.GetProperty("author").GetString(), said.GetProperty("reason").GetString()));
        Assert.Equal([], window.Complaints);
    }

    [Fact]
    public async Task Version_IsPutIntoUseFromThePageOfModels()
    {
        await browser.PostAsync($"{ApiOfMonitor}/entity/requests?key=pump-3", new { kind = "retrain", reason = "a second version" });
        await browser.FeedUntilAsync(async () => (await VersionsAsync()).Length > 1);
        JsonElement other = (await VersionsAsync()).First(v => v.GetProperty("isKept").GetBoolean() && !v.GetProperty("isInUse").GetBoolean());
        int version = other.GetProperty("version").GetInt32();
        await using ConsoleWindow window = await browser.OpenAsync($"/models?{OfMonitor}&key=pump-3");
        await window.Find($"use-{version}").ClickAsync();
        await window.ConfirmAsync("the other one was right");
        await window.KeepAsync("models-rollback");
        await browser.FeedUntilAsync(async () => (await VersionsAsync()).Any(v => v.GetProperty("isInUse").GetBoolean() && v.GetProperty("version").GetInt32() == version));
        Assert.Equal([], window.Complaints);
    }

    [Fact]
    public async Task Viewer_SeesAllAndChangesNothing()
    {
        await browser.FeedAsync(5, odd: 5);
        await using ConsoleWindow window = await browser.OpenAsync("/", asViewer: true);
        await Expect(window.Find("alert-card").First.GetByTestId("answer-true")).ToBeDisabledAsync();
        await window.Page.GotoAsync($"/thresholds?{OfMonitor}");
        await Expect(window.Find("apply")).ToBeDisabledAsync();
        Assert.Contains("vera (viewer)", await window.Find("apply").GetAttributeAsync("title"), StringComparison.Ordinal);
        await window.Page.GotoAsync($"/monitors?{OfMonitor}");
        await Expect(window.Find("save")).ToBeDisabledAsync();

        // What the page does not let her do, the service does not either.
        int status = await window.Page.EvaluateAsync<int>($$"""
            async () => {
              const session = await (await fetch("/api/v1/session")).json();
              const answer = await fetch("/api/v1/monitors/swings/retrain", {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-CSRF-Token": session.csrf ?? "" },
                body: JSON.stringify({ reason: "let me" }),
              });
              return answer.status;
            }
            """);
        Assert.Equal(403, status);
        await window.KeepAsync("viewer-monitors");
    }

    private static TheoryData<string, string, int, ColorScheme> MakePages()
    {
        (string Name, string Path)[] pages =
        [
            ("overview", "/"),
            ("alerts", "/alerts"),
            ("entities", $"/entities?{OfMonitor}"),
            ("entity", $"/entity?{OfMonitor}&key={ConsoleBrowser.Odd}"),
            ("thresholds", $"/thresholds?{OfMonitor}"),
            ("models", $"/models?{OfMonitor}&key={ConsoleBrowser.Odd}"),
            ("sources", "/sources"),
            ("monitors", $"/monitors?{OfMonitor}"),
            ("audit", "/audit"),
        ];
        var data = new TheoryData<string, string, int, ColorScheme>();
        foreach ((string name, string path) in pages)
        {
            data.Add(name, path, 1280, ColorScheme.Light);
            data.Add(name, path, 390, ColorScheme.Dark);
        }

        return data;
    }

    private async Task<JsonElement> NewestAlertAsync() => (await browser.GetAsync($"alerts?entity={ConsoleBrowser.Odd}&limit=1")).GetProperty("items")[0];

    private async Task<long> AlertsOf(string key) => (await browser.GetAsync($"{ApiOfMonitor}/entity?key={key}")).GetProperty("alerts").GetInt64();

    private async Task<JsonElement[]> VersionsAsync() =>
        [.. (await browser.GetAsync($"{ApiOfMonitor}/entity/versions?key=pump-3")).GetProperty("items").EnumerateArray()];
}
