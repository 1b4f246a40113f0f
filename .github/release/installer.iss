; The installer of Windows, for the person who runs it: no administrator is asked. Made of the folder that .ci/standalone builds:
;   ISCC /DVersion=1.2.3 .github\release\installer.iss
[Setup]
AppId={{6F1B1C5E-6E0B-4C6C-9B0B-5B4E0E3B7A14}
AppName=Sổ tay
AppVersion={#Version}
AppPublisher=Sổ tay
DefaultDirName={localappdata}\Programs\sotay
DefaultGroupName=Sổ tay
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\dist
OutputBaseFilename=sotay-{#Version}-windows-setup
UninstallDisplayIcon={app}\sotay.exe
Compression=lzma2
SolidCompression=yes
ChangesEnvironment=yes
WizardStyle=modern

[Files]
Source: "..\..\dist\sotay\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

; A file of an older version that the newer one does not have would be loaded.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\Sổ tay"; Filename: "{app}\sotay.exe"; WorkingDir: "{userdocs}"
Name: "{autodesktop}\Sổ tay"; Filename: "{app}\sotay.exe"; WorkingDir: "{userdocs}"

; `sotay` in any command window of this person; the book and its keys stand elsewhere and stay when it is uninstalled.
[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Check: IsNotOnPath

[Code]
function IsNotOnPath: Boolean;
var
  Path: String;
begin
  Result := not RegQueryStringValue(HKCU, 'Environment', 'Path', Path)
    or (Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') = 0);
end;
