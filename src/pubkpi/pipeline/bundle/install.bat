@echo off
rem Installs pubkpi for this user, without a network and without an administrator.
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
pushd "%~dp0"
set "TARGET=%LOCALAPPDATA%\pubkpi"
set "PYTHON="
for /f "delims=" %%P in ('py -@PYTHON@ -c "import sys; print(sys.executable)" 2^>nul') do set "PYTHON=%%P"
if not defined PYTHON if exist "%TARGET%\python\python.exe" set "PYTHON=%TARGET%\python\python.exe"
if not defined PYTHON if exist "%LOCALAPPDATA%\Programs\Python\Python@DIGITS@\python.exe" set "PYTHON=%LOCALAPPDATA%\Programs\Python\Python@DIGITS@\python.exe"
if defined PYTHON goto libraries

set "SETUP="
for %%F in (python-@PYTHON@.*-@MACHINE@.exe) do set "SETUP=%%~fF"
if not defined SETUP goto no_python
echo 正在为当前用户安装 Python @PYTHON@……
start "" /wait "%SETUP%" /quiet InstallAllUsers=0 Include_launcher=0 Include_test=0 Include_doc=0 AssociateFiles=0 Shortcuts=0 PrependPath=0 TargetDir="%TARGET%\python"
if errorlevel 1 goto failed
set "PYTHON=%TARGET%\python\python.exe"

:libraries
echo 正在安装 pubkpi，要一两分钟……
"%PYTHON%" -m venv --clear "%TARGET%\venv"
if errorlevel 1 goto failed
set "PYTHON=%TARGET%\venv\Scripts\python.exe"
"%PYTHON%" -m pip install -q --no-index --no-deps --require-hashes --no-cache-dir --no-compile --disable-pip-version-check -r requirements.txt
if errorlevel 1 goto failed
"%PYTHON%" -m pip check --disable-pip-version-check
if errorlevel 1 goto failed
"%TARGET%\venv\Scripts\pubkpi.exe" --version
if errorlevel 1 goto failed
echo 装好了。先看样例：双击 demo.bat；自己用：双击 shell.bat，输入 pubkpi 命令。
set "CODE=0"
goto done

:no_python
echo 没有找到 Python @PYTHON@。把 python-@PYTHON@.x-@MACHINE@.exe 放到这个文件夹里，再运行一次（哪里下载见 README.txt）。
set "CODE=1"
goto done

:failed
echo 没有装成，原因见上面几行。这个文件夹里的文件没有改动，可以再运行一次。
set "CODE=1"

:done
popd
if not defined PUBKPI_QUIET pause
exit /b %CODE%
