using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace StreamAe.EndToEnd.Tests.Browser;

/// <summary>A window of the console that is signed in. What the browser complains of is kept.</summary>
internal sealed class ConsoleWindow : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private ConsoleWindow(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Errors on the browser's console, and of scripts.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<ConsoleWindow> OpenAsync(IBrowserContext context, string path, string key)
    {
        var window = new ConsoleWindow(context, await context.NewPageAsync());
        await window.Page.GotoAsync(path);
        await window.Page.GetByTestId("key").FillAsync(key);
        await window.Page.GetByTestId("sign-in").ClickAsync();
        await Assertions.Expect(window.Page.GetByTestId("live-state")).ToContainTextAsync("live");

        // Before it has signed in, the browser tells of the answer 401.
        window._complaints.Clear();
        return window;
    }

    /// <summary>By its <c>data-testid</c>.</summary>
    public ILocator Find(string name) => Page.GetByTestId(name);

    /// <summary>Gives the reason in the dialog that is open, and confirms.</summary>
    public async Task ConfirmAsync(string reason)
    {
        await Find("dialog").Locator("input[name=reason]").FillAsync(reason);
        await Find("dialog-confirm").ClickAsync();
        await Assertions.Expect(Find("dialog")).ToHaveCountAsync(0);
    }

    /// <summary>Keeps how it looks, for people: artifacts/screenshots/NAME.png.</summary>
    public Task KeepAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png"),
        FullPage = true,
    });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
