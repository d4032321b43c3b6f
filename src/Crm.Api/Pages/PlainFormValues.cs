using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Crm.Api.Pages;

/// <summary>
/// What a form sends, read as browsers send it: a number is <c>1234.56</c> whatever the page's language. Read in Spanish, the point would be a separator of
/// thousands and the amount a hundred times as large.
/// </summary>
public sealed class PlainFormValues : IValueProviderFactory
{
    public async Task CreateValueProviderAsync(ValueProviderFactoryContext context)
    {
        var request = context.ActionContext.HttpContext.Request;
        if (!request.HasFormContentType) return;

        try
        {
            context.ValueProviders.Add(new FormValueProvider(BindingSource.Form, await request.ReadFormAsync(request.HttpContext.RequestAborted), CultureInfo.InvariantCulture));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            throw new ValueProviderException("The form cannot be read.", broken);
        }
    }
}
